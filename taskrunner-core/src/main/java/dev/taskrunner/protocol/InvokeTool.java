package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import org.jspecify.annotations.Nullable;

/**
 * First leg of a tool call, caller to server (section 5.6).
 *
 * @param toolkit the toolkit's name
 * @param tool the tool's name
 * @param arguments a JSON object
 * @param participantId whose private toolkits are meant; null for the caller's own
 * @param onBehalfOfId for whom the caller acts; null for nobody
 * @param callerContext passed on untouched; null for nothing
 * @param extension what we add
 */
public record InvokeTool(
        String toolkit,
        String tool,
        RawJson arguments,
        @Nullable String participantId,
        @Nullable String onBehalfOfId,
        @Nullable RawJson callerContext,
        Extension extension) {

    /**
     * Reads a request.
     *
     * @param fields the message's JSON
     * @return the request
     * @throws WireException if a name is no string or {@code arguments} no object
     */
    public static InvokeTool read(JsonFields fields) throws WireException {
        return new InvokeTool(
                fields.requireString("toolkit"),
                fields.requireString("tool"),
                fields.requireObject("arguments"),
                fields.string("participant_id"),
                fields.string("on_behalf_of_id"),
                fields.raw("caller_context"),
                Extension.read(fields));
    }

    /**
     * Writes the request, all keys present as the Python client does.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        JsonFields.Builder fields = JsonFields.builder()
                .put("toolkit", toolkit)
                .put("tool", tool)
                .put("arguments", arguments)
                .put("participant_id", participantId)
                .put("on_behalf_of_id", onBehalfOfId)
                .put("caller_context", callerContext);
        extension.writeTo(fields);
        return fields.build();
    }
}
