package dev.taskrunner;

/**
 * What a tool knows about a call besides its arguments. Made anew for each call; safe to share between threads.
 */
public final class ToolContext extends CallContext {

    ToolContext(Builder values) {
        super(values);
    }

    /**
     * The same call with other bytes going along.
     *
     * @param attachment the bytes
     * @return a changed copy
     */
    public ToolContext withAttachment(Attachment attachment) {
        return copy().attachment(attachment).tool();
    }
}
