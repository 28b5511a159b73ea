package dev.taskrunner.server;

/**
 * What the documents of one room may hold. An update that would exceed it is refused with an error that names the limit; nothing
 * is thrown away. Immutable.
 *
 * @param documents the number of documents
 * @param updates the number of updates that one document is made of; the server cannot merge them
 * @param bytes of all updates of one document together
 */
public record DocumentQuota(int documents, int updates, long bytes) {
    private static final DocumentQuota DEFAULTS = new DocumentQuota(10_000, 100_000, 32L << 20);

    /**
     * Refuses what is not positive.
     *
     * @param documents the number of documents
     * @param updates the number of updates that one document is made of
     * @param bytes of all updates of one document together
     */
    public DocumentQuota {
        if (documents <= 0 || updates <= 0 || bytes <= 0) {
            throw new IllegalArgumentException("every limit of the document quota must be positive");
        }
    }

    /**
     * The defaults: 10,000 documents of at most 100,000 updates and 32 MiB.
     *
     * @return the quota of a room unless the server's options say otherwise
     */
    public static DocumentQuota defaults() {
        return DEFAULTS;
    }
}
