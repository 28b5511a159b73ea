package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * First leg of an ask, caller to server (section 5.3).
 *
 * @param agent whom to ask
 * @param arguments a JSON object
 * @param onBehalfOfId for whom the caller acts; null for nobody
 * @param requires the toolkits that the runner may use; null when not given
 * @param callerContext the conversation that goes before; null for none, as from peers
 * @param extension what we add
 */
public record AskRequest(
        String agent,
        RawJson arguments,
        @Nullable String onBehalfOfId,
        @Nullable List<RawJson> requires,
        @Nullable RawJson callerContext,
        Extension extension) {

    /**
     * Reads a request.
     *
     * @param fields the message's JSON
     * @return the request
     * @throws WireException if {@code agent} is no string or {@code arguments} no object
     */
    public static AskRequest read(JsonFields fields) throws WireException {
        return new AskRequest(
                fields.requireString("agent"),
                fields.requireObject("arguments"),
                fields.string("on_behalf_of_id"),
                fields.array("requires"),
                fields.raw(AskDelivery.CALLER_CONTEXT),
                Extension.read(fields));
    }

    /**
     * Writes the request.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        JsonFields.Builder fields = JsonFields.builder().put("agent", agent).put("arguments", arguments);
        fields.putIfPresent("on_behalf_of_id", onBehalfOfId).putIfPresent("requires", requires);
        fields.putIfPresent(AskDelivery.CALLER_CONTEXT, callerContext);
        extension.writeTo(fields);
        return fields.build();
    }
}
