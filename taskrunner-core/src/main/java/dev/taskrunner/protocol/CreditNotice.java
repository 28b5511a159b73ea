package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import org.jspecify.annotations.Nullable;

/**
 * Ours: how many items of a stream were read, so that who sends them need not send faster. From the caller with its request's id, and
 * to it; from and to the provider of the tool with the id of the call's push.
 *
 * @param requestId the caller's request; null on the provider's side
 * @param callId the tool call; null on the caller's side
 * @param items how many items were read since the beginning
 */
public record CreditNotice(
        @Nullable Long requestId, @Nullable Long callId, long items) {

    /**
     * Reads a notice; lenient.
     *
     * @param fields the message's JSON
     * @return the notice
     */
    public static CreditNotice read(JsonFields fields) {
        Long items = fields.integer("items");
        return new CreditNotice(fields.integer("request_id"), fields.integer("call_id"), items == null ? 0 : items);
    }

    /**
     * Writes the notice.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        return JsonFields.builder()
                .putIfPresent("request_id", requestId)
                .putIfPresent("call_id", callId)
                .put("items", items)
                .build();
    }
}
