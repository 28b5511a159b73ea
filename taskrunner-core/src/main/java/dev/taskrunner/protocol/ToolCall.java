package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import org.jspecify.annotations.Nullable;

/**
 * Second leg of a tool call, server to provider (section 5.6). The toolkit's name is in the message's type.
 *
 * @param name the tool's name
 * @param arguments a JSON object
 * @param callerId who calls
 * @param onBehalfOfId for whom; null for nobody
 * @param callerContext passed on untouched; null for nothing
 * @param extension what we add
 */
public record ToolCall(
        String name,
        RawJson arguments,
        String callerId,
        @Nullable String onBehalfOfId,
        @Nullable RawJson callerContext,
        Extension extension) {

    /**
     * Reads a call.
     *
     * @param fields the message's JSON
     * @return the call
     * @throws WireException if there is no {@code name}
     */
    public static ToolCall read(JsonFields fields) throws WireException {
        RawJson arguments = fields.raw("arguments");
        String caller = fields.string("caller_id");
        return new ToolCall(
                fields.requireString("name"),
                arguments == null || arguments.isNull() ? RawJson.EMPTY_OBJECT : arguments,
                caller == null ? "" : caller,
                fields.string("on_behalf_of_id"),
                fields.raw("caller_context"),
                Extension.read(fields));
    }

    /**
     * Writes the call.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        JsonFields.Builder fields = JsonFields.builder()
                .put("name", name)
                .put("arguments", arguments)
                .put("caller_id", callerId)
                .put("on_behalf_of_id", onBehalfOfId)
                .put("caller_context", callerContext);
        extension.writeTo(fields);
        return fields.build();
    }
}
