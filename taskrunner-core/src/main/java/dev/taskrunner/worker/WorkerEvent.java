package dev.taskrunner.worker;

/**
 * What became of a message.
 *
 * @param kind what
 * @param attempts how often it was tried so far; 0 where the room does not say
 * @param text the error; empty when there is none
 */
public record WorkerEvent(Kind kind, int attempts, String text) {

    /** What can become of a message. */
    public enum Kind {
        /** It is done and gone. */
        DONE,
        /** It failed and comes again later. */
        RETRIED,
        /** It failed for good: a dead letter, or gone where the room lends nothing. */
        FAILED,
        /** Its lease ended while it was worked on: somebody else may do it once more. */
        LEASE_LOST
    }
}
