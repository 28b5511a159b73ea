package dev.taskrunner.server.web;

import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.InvokeTool;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An ask or a tool call as HTTP says it: whom, with what, and how.
 *
 * @param target whom to ask, or which tool to call
 * @param arguments a JSON object
 * @param attachment the attached bytes; empty for none
 * @param timeout how long it may take; null for the server's limit
 * @param onBehalfOf the name or the id of the participant that the caller acts for; null for nobody
 * @param toolkits the toolkits that the runner may use
 * @param streams whether the caller wants events instead of one answer
 */
record CallRequest(
        Target target,
        RawJson arguments,
        ByteBuffer attachment,
        @Nullable Duration timeout,
        @Nullable String onBehalfOf,
        List<String> toolkits,
        boolean streams) {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|)");
    private static final String EVENTS = "text/event-stream";

    static CallRequest read(Target target, FullHttpRequest request, QueryStringDecoder uri) throws Problem {
        Uploads uploads = uploads(request);
        String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
        Map<String, List<String>> query = parameters(uri);
        return new CallRequest(
                target,
                arguments(uploads.arguments()),
                uploads.attachment(),
                timeout(one(query, "timeout")),
                one(query, "on_behalf_of"),
                query.getOrDefault("toolkit", List.of()),
                accept.contains(EVENTS));
    }

    private static Uploads uploads(FullHttpRequest request) throws Problem {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        if (type.regionMatches(true, 0, HttpHeaderValues.MULTIPART_FORM_DATA.toString(), 0, 19)) {
            return Uploads.read(request);
        }
        return new Uploads(ByteBufUtil.getBytes(request.content()), Body.NO_ATTACHMENT);
    }

    private static Map<String, List<String>> parameters(QueryStringDecoder uri) throws Problem {
        Map<String, List<String>> query;
        try {
            query = uri.parameters();
        } catch (IllegalArgumentException e) {
            throw Problem.bad("the query has a bad percent-encoding");
        }
        for (String name : query.keySet()) {
            if (!List.of("timeout", "on_behalf_of", "toolkit").contains(name)) {
                throw Problem.bad("there is no query parameter '" + name + "', only timeout, on_behalf_of and toolkit");
            }
        }
        return query;
    }

    private static @Nullable String one(Map<String, List<String>> query, String name) throws Problem {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.bad("the query has '" + name + "' more than once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static RawJson arguments(byte[] json) throws Problem {
        if (json.length == 0) {
            return RawJson.EMPTY_OBJECT;
        }
        RawJson arguments;
        try {
            arguments = RawJson.parse(json);
        } catch (WireException e) {
            throw Problem.bad("the body is no JSON: " + e.getMessage());
        }
        if (!arguments.isObject()) {
            throw Problem.bad("the body is the arguments, a JSON object, and not another kind of value");
        }
        return arguments;
    }

    private static @Nullable Duration timeout(@Nullable String text) throws Problem {
        if (text == null) {
            return null;
        }
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw Problem.bad("timeout is a number with ms, s, m or h, for example 30s, and not '" + text + "'");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
        };
    }

    boolean isAsk() {
        return target.kind() == Target.Kind.ASK;
    }

    /** The message's type. */
    String type() {
        return isAsk() ? MessageType.ASK : MessageType.INVOKE_TOOL;
    }

    /** The message's body. */
    Body body(@Nullable String onBehalfOfId) {
        JsonFields.Builder extension = JsonFields.builder();
        extension.putIfPresent("timeout_ms", timeout == null ? null : timeout.toMillis());
        if (streams) {
            extension.put("progress", true);
        }
        JsonFields json = isAsk() ? ask(onBehalfOfId) : invoke(onBehalfOfId);
        return Body.of(
                JsonFields.builder()
                        .putAll(json)
                        .put(Extension.MEMBER, extension.build())
                        .build(),
                attachment);
    }

    private JsonFields ask(@Nullable String onBehalfOfId) {
        return JsonFields.builder()
                .put("agent", target.names().get(1))
                .put("arguments", arguments)
                .putIfPresent("on_behalf_of_id", onBehalfOfId)
                .put("requires", requires())
                .build();
    }

    private JsonFields invoke(@Nullable String onBehalfOfId) {
        String toolkit = target.names().get(1);
        String tool = target.names().get(2);
        return new InvokeTool(toolkit, tool, arguments, onBehalfOfId, onBehalfOfId, null, Extension.NONE).json();
    }

    private List<JsonFields> requires() {
        List<JsonFields> all = new ArrayList<>();
        toolkits.forEach(name -> all.add(JsonFields.builder()
                .put("toolkit", name)
                .put("tools", null)
                .put("callable", false)
                .build()));
        return all;
    }
}
