package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Second leg of an ask, server to runner (section 5.3).
 *
 * @param taskId the task, unique
 * @param arguments a JSON object
 * @param toolkits the toolkits that the caller lets the runner use, each with a list of tools
 * @param callerId who asks
 * @param onBehalfOfId for whom; null for nobody
 * @param context the conversation that goes before; null for none
 * @param extension what we add
 */
public record AskDelivery(
        String taskId,
        RawJson arguments,
        List<RawJson> toolkits,
        String callerId,
        @Nullable String onBehalfOfId,
        @Nullable RawJson context,
        Extension extension) {
    /** What the conversation is called on the first leg, and on both in the current generation. */
    static final String CALLER_CONTEXT = "caller_context";

    /** TypeScript runners build their chat context from this and fail without it. */
    private static final JsonFields NO_CONTEXT = JsonFields.builder()
            .put("messages", List.of())
            .put("system_role", null)
            .build();

    private static final RawJson NO_CONTEXT_RAW = NO_CONTEXT.toRaw();

    /**
     * Reads a delivery. Only the task's id is insisted on, so that everything else can be answered.
     *
     * @param fields the message's JSON
     * @return the delivery
     * @throws WireException if there is no {@code task_id}
     */
    public static AskDelivery read(JsonFields fields) throws WireException {
        RawJson arguments = fields.raw("arguments");
        List<RawJson> toolkits = fields.array("toolkits");
        String caller = fields.string("caller_id");
        return new AskDelivery(
                fields.requireString("task_id"),
                arguments == null || arguments.isNull() ? RawJson.EMPTY_OBJECT : arguments,
                toolkits == null ? List.of() : toolkits,
                caller == null ? "" : caller,
                fields.string("on_behalf_of_id"),
                conversation(fields),
                Extension.read(fields));
    }

    private static @Nullable RawJson conversation(JsonFields fields) {
        RawJson context = fields.raw("context");
        RawJson given = context == null ? fields.raw(CALLER_CONTEXT) : context;
        return given == null || given.isNull() || NO_CONTEXT_RAW.equals(given) ? null : given;
    }

    /**
     * Writes the delivery.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        JsonFields.Builder fields = JsonFields.builder()
                .put("task_id", taskId)
                .put("arguments", arguments)
                .put("toolkits", toolkits)
                .put("caller_id", callerId);
        fields.putIfPresent("on_behalf_of_id", onBehalfOfId);
        fields.put("context", context == null ? NO_CONTEXT : context);
        extension.writeTo(fields);
        return fields.build();
    }
}
