package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import org.jspecify.annotations.Nullable;

/**
 * Ours: nobody waits for a task or tool call any more. From the caller with its request's id; from the server with the
 * task's id, or with the id of the tool call's push.
 *
 * @param requestId the caller's request; null towards those who work
 * @param taskId the task; null unless an ask is cancelled towards its runner
 * @param callId the tool call; null unless one is cancelled towards its provider
 * @param error why
 */
public record CancelNotice(
        @Nullable Long requestId,
        @Nullable String taskId,
        @Nullable Long callId,
        ErrorInfo error) {

    /**
     * Reads a notice; lenient.
     *
     * @param fields the message's JSON
     * @return the notice
     */
    public static CancelNotice read(JsonFields fields) {
        String text = fields.string("text");
        return new CancelNotice(
                fields.integer("request_id"),
                fields.string("task_id"),
                fields.integer("call_id"),
                ErrorInfo.read(text == null ? "cancelled" : text, fields));
    }

    /**
     * Writes the notice.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        return JsonFields.builder()
                .putIfPresent("request_id", requestId)
                .putIfPresent("task_id", taskId)
                .putIfPresent("call_id", callId)
                .put("text", error.text())
                .put(Extension.MEMBER, error.extension())
                .build();
    }
}
