package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * Third leg of an ask, runner to server (section 5.3). A failure is recognised by its error.
 *
 * @param taskId the task; empty when a TypeScript runner failed
 * @param answer any JSON value; meaningless when there is an error
 * @param error what went wrong; null for success
 * @param result what ours add to a success: the kind of content and metadata; null when there is nothing to add
 */
public record AskResponse(
        String taskId,
        RawJson answer,
        @Nullable ErrorInfo error,
        @Nullable JsonFields result) {

    /**
     * A success.
     *
     * @param taskId the task
     * @param answer any JSON value
     * @param result what ours add; null for nothing
     * @return the response
     */
    public static AskResponse success(String taskId, RawJson answer, @Nullable JsonFields result) {
        return new AskResponse(taskId, answer, null, result);
    }

    /**
     * A failure.
     *
     * @param taskId the task
     * @param error what went wrong
     * @return the response
     */
    public static AskResponse failure(String taskId, ErrorInfo error) {
        return new AskResponse(taskId, RawJson.NULL, error, null);
    }

    /**
     * Reads a response; lenient, since a response that cannot be read would leave its caller waiting.
     *
     * @param fields the message's JSON
     * @return the response
     */
    public static AskResponse read(JsonFields fields) {
        String task = fields.string("task_id");
        RawJson answer = fields.raw("answer");
        RawJson error = fields.raw("error");
        String text = fields.string("error");
        return new AskResponse(
                task == null ? "" : task,
                answer == null ? RawJson.NULL : answer,
                error == null || error.isNull() ? null : ErrorInfo.read(text == null ? error.toString() : text, fields),
                fields.object(Extension.MEMBER));
    }

    /**
     * Writes the response.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        JsonFields.Builder fields = JsonFields.builder().put("task_id", taskId);
        if (error != null) {
            return fields.put("error", error.text())
                    .put(Extension.MEMBER, error.extension())
                    .build();
        }
        return fields.put("answer", answer)
                .putIfPresent(Extension.MEMBER, result)
                .build();
    }
}
