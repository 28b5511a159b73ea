package dev.taskrunner.server;

/**
 * What one room may keep. What would exceed it is refused with an error that names the limit; nothing is thrown away. Immutable.
 *
 * <p>Without a data folder all of it is in memory, and the bytes that can be used at once are an eighth of the heap, for all
 * rooms together, whatever is set here.
 *
 * @param storageBytes of all files together, uploads that are under way included
 * @param storageFiles the number of files
 * @param queueBytes of all messages in queues together
 * @param queueMessages the number of messages in queues
 */
public record RoomQuota(long storageBytes, int storageFiles, long queueBytes, long queueMessages) {
    private static final RoomQuota DEFAULTS = new RoomQuota(16L << 30, 100_000, 4L << 30, 5_000_000);

    /**
     * Refuses what is not positive.
     *
     * @param storageBytes of all files together, uploads that are under way included
     * @param storageFiles the number of files
     * @param queueBytes of all messages in queues together
     * @param queueMessages the number of messages in queues
     */
    public RoomQuota {
        if (storageBytes <= 0 || storageFiles <= 0 || queueBytes <= 0 || queueMessages <= 0) {
            throw new IllegalArgumentException("every limit of a room's quota must be positive");
        }
    }

    /**
     * The defaults: 16 GiB in 100,000 files, 4 GiB in 5,000,000 messages.
     *
     * @return the quota of a room unless the server's options say otherwise
     */
    public static RoomQuota defaults() {
        return DEFAULTS;
    }

    /**
     * Limits files.
     *
     * @param bytes of all files together
     * @param files their number
     * @return a copy with these limits
     */
    public RoomQuota withStorage(long bytes, int files) {
        return new RoomQuota(bytes, files, queueBytes, queueMessages);
    }

    /**
     * Limits queues.
     *
     * @param bytes of all messages together
     * @param messages their number
     * @return a copy with these limits
     */
    public RoomQuota withQueues(long bytes, long messages) {
        return new RoomQuota(storageBytes, storageFiles, bytes, messages);
    }
}
