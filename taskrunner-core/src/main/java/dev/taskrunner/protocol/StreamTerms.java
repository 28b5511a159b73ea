package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import org.jspecify.annotations.Nullable;

/**
 * What a tool call says of its streams. The name of the call is the current generation's (§4.6); the rest is ours, and so is all of it
 * in the classic generation, whose arguments cannot say that they are a stream.
 *
 * @param toolCallId the name by which items say to which call they belong; null for a call without streams
 * @param takesInput whether the arguments are a stream
 * @param credits whether the other end tells how many items it has read, see {@link CreditNotice}
 */
public record StreamTerms(@Nullable String toolCallId, boolean takesInput, boolean credits) {
    private static final String ID = "tool_call_id";
    private static final String MEMBER = "taskrunner_stream";
    private static final String INPUT = "input";
    private static final String CREDITS = "credits";

    /**
     * Reads the terms of a call; lenient.
     *
     * @param call the message's JSON
     * @return what is there
     */
    public static StreamTerms read(JsonFields call) {
        JsonFields ours = call.object(MEMBER);
        return new StreamTerms(
                call.string(ID),
                ours != null && Boolean.TRUE.equals(ours.bool(INPUT)),
                ours != null && Boolean.TRUE.equals(ours.bool(CREDITS)));
    }

    /**
     * Writes the terms beside what a call says.
     *
     * @param call the call's JSON
     * @return the same with the terms
     */
    public JsonFields in(JsonFields call) {
        JsonFields.Builder all = JsonFields.builder().putAll(call).putIfPresent(ID, toolCallId);
        if (takesInput || credits) {
            JsonFields.Builder ours = JsonFields.builder();
            ours.putIfPresent(INPUT, takesInput ? true : null);
            ours.putIfPresent(CREDITS, credits ? true : null);
            all.put(MEMBER, ours.build());
        }
        return all.build();
    }
}
