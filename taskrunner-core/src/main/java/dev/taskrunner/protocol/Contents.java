package dev.taskrunner.protocol;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import org.jspecify.annotations.Nullable;

/**
 * Content as the current generation uses it, for arguments and chunks too (current protocol §4.3), and how the classic
 * generation's bare values become content and back. Pure functions.
 */
public final class Contents {
    /** The content that opens a stream (§4.5). */
    public static final JsonFields OPEN =
            JsonFields.builder().put("type", "control").put("method", "open").build();

    /** A stream's ordinary end (§4.5). */
    public static final int NORMAL = 1000;

    /** A stream's end because of data that does not match (§4.5). */
    public static final int INVALID_DATA = 1007;

    private Contents() {}

    /**
     * Wraps a value.
     *
     * @param value any JSON value
     * @return content of type {@code json}
     */
    public static JsonFields json(RawJson value) {
        return JsonFields.builder().put("type", "json").put("json", value).build();
    }

    /**
     * Describes bytes, which are the message's attachment.
     *
     * @param headers what they are
     * @return content of type {@code binary}
     */
    public static JsonFields binary(JsonFields headers) {
        return JsonFields.builder()
                .put("type", "binary")
                .put("headers", headers)
                .build();
    }

    /**
     * The content that ends a stream.
     *
     * @param status 1000 for an ordinary end, 1007 for invalid data
     * @param message why; null for nothing
     * @return content of type {@code control}
     */
    public static JsonFields close(int status, @Nullable String message) {
        return JsonFields.builder()
                .put("type", "control")
                .put("method", "close")
                .put("status_code", status)
                .putIfPresent("message", message)
                .build();
    }

    /**
     * Whether content opens a stream.
     *
     * @param content its header
     * @return true for control open
     */
    public static boolean isOpen(JsonFields content) {
        return isControl(content) && "open".equals(content.string("method"));
    }

    /**
     * Whether content ends a stream.
     *
     * @param content its header
     * @return true for control close
     */
    public static boolean isClose(JsonFields content) {
        return isControl(content) && "close".equals(content.string("method"));
    }

    /**
     * Why a stream ended: the number of its end, which may be written as text (§4.3).
     *
     * @param close the content that ends it
     * @return the number; 1000 when none is said
     */
    public static long status(JsonFields close) {
        String text = close.string("status_code");
        Long number = text != null && text.matches("[0-9]{1,9}") ? Long.valueOf(text) : close.integer("status_code");
        return number == null ? NORMAL : number;
    }

    /**
     * Whether content is about a stream rather than part of it.
     *
     * @param content its header
     * @return true for type {@code control}
     */
    public static boolean isControl(JsonFields content) {
        return "control".equals(content.string("type"));
    }

    /**
     * Whether a type is one of the content types of §4.3.
     *
     * @param type the member {@code type}; null when there is none
     * @return false for anything else, events for example
     */
    public static boolean isKnown(@Nullable String type) {
        return switch (type == null ? "" : type) {
            case "json", "text", "empty", "file", "link", "binary", "error", "control", "raw" -> true;
            default -> false;
        };
    }

    /**
     * Why nobody could read this content; null when all can. Clients wait for ever for what they cannot read.
     *
     * @param content its header
     * @return what is wrong with it
     */
    public static @Nullable String problem(JsonFields content) {
        String type = content.string("type");
        return switch (type == null ? "" : type) {
            case "empty" -> null;
            case "json" -> content.has("json") ? null : "content of type json without 'json'";
            case "text", "error" -> missing(content, "text");
            case "file" -> missing(content, "name", "mime_type");
            case "link" -> missing(content, "name", "url");
            case "binary" -> content.object("headers") == null ? "content of type binary without 'headers'" : null;
            default -> "content of unknown type";
        };
    }

    private static @Nullable String missing(JsonFields content, String... names) {
        for (String name : names) {
            if (content.string(name) == null) {
                return "content of type " + content.string("type") + " without '" + name + "'";
            }
        }
        return null;
    }

    /**
     * The bare arguments that the classic generation knows (§5.5): those of {@code json}, none of {@code empty}, and an object
     * that is no content for what it is.
     *
     * @param content the content
     * @return a JSON object
     * @throws WireException if the content holds something else
     */
    public static RawJson arguments(JsonFields content) throws WireException {
        String type = content.string("type");
        if ("empty".equals(type)) {
            return RawJson.EMPTY_OBJECT;
        } else if ("json".equals(type)) {
            RawJson json = content.raw("json");
            if (json != null && json.isObject()) {
                return json;
            }
            throw new WireException("the arguments must be a JSON object");
        } else if (!isKnown(type)) {
            return content.toRaw();
        }
        throw new WireException("the arguments must be JSON; this tool does not take " + type);
    }

    /**
     * The answer to a classic ask, made of content: its value under {@code answer}, and beside it what ours add for files,
     * links and metadata (classic protocol §5.3).
     *
     * @param content content that is no error
     * @return content of type {@code json}
     */
    public static Body toAnswer(Body content) {
        JsonFields fields = content.json();
        String type = fields.string("type");
        RawJson answer = value(fields);
        JsonFields.Builder ours = JsonFields.builder();
        JsonFields given = fields.object(Extension.MEMBER);
        if (given != null) {
            ours.putAll(given);
        }
        if ("file".equals(type) || "link".equals(type)) {
            ours.put("content", without(fields, Extension.MEMBER));
        }
        JsonFields added = ours.build();
        JsonFields json = JsonFields.builder().put("answer", answer).build();
        JsonFields.Builder all = JsonFields.builder().putAll(json(json.toRaw()));
        all.putIfPresent(Extension.MEMBER, added.names().isEmpty() ? null : added);
        return Body.of(all.build(), content.attachment()).withEnvelope(content.envelope());
    }

    private static RawJson value(JsonFields content) {
        String type = content.string("type");
        return switch (type == null ? "" : type) {
            case "json" -> orNull(content.raw("json"));
            case "text" -> orNull(content.raw("text"));
            case "file" -> RawJson.of(content.string("name"));
            case "link" -> orNull(content.raw("url"));
            default -> RawJson.NULL;
        };
    }

    /**
     * The content that a classic runner's answer is: text for a string, empty for null, else JSON; a file or link when our
     * runner says so.
     *
     * @param answer any JSON value
     * @param ours what our runner added; null for nothing
     * @param original the body that holds the answer
     * @return the content
     */
    public static Body ofAnswer(RawJson answer, @Nullable JsonFields ours, Body original) {
        JsonFields described = ours == null ? null : ours.object("content");
        JsonFields.Builder content = JsonFields.builder();
        if (described != null) {
            content.putAll(described);
        } else if (answer.isNull()) {
            content.put("type", "empty");
        } else if (answer.isString()) {
            content.put("type", "text").put("text", answer);
        } else {
            content.put("type", "json").put("json", answer);
        }
        JsonFields rest = ours == null ? JsonFields.EMPTY : without(ours, "content");
        content.putIfPresent(Extension.MEMBER, rest.names().isEmpty() ? null : rest);
        return Body.of(content.build(), original.attachment()).withEnvelope(original.envelope());
    }

    /**
     * The chunk of a message (§4.6): a content header, an event, or a bare value, which becomes content.
     *
     * @param message a message with a member {@code chunk}
     * @return an object
     */
    public static JsonFields chunk(JsonFields message) {
        JsonFields object = message.object("chunk");
        if (object != null) {
            return object;
        }
        RawJson value = orNull(message.raw("chunk"));
        return value.isString()
                ? JsonFields.builder().put("type", "text").put("text", value).build()
                : json(value);
    }

    /**
     * A message that carries a chunk.
     *
     * @param toolCallId the call, as the recipient knows it
     * @param chunk the chunk's header, or an event
     * @return the message's JSON
     */
    public static JsonFields chunkMessage(String toolCallId, JsonFields chunk) {
        return JsonFields.builder()
                .put("tool_call_id", toolCallId)
                .put("chunk", chunk)
                .build();
    }

    /**
     * The content that everybody can read: {@code raw} becomes {@code json} (§4.3).
     *
     * @param content any content
     * @return the same unless it is {@code raw}
     */
    public static JsonFields readable(JsonFields content) {
        if (!"raw".equals(content.string("type"))) {
            return content;
        }
        RawJson outputs = orNull(content.raw("outputs"));
        return json(JsonFields.builder().put("outputs", outputs).build().toRaw());
    }

    /** The same object but for one member. */
    static JsonFields without(JsonFields fields, String name) {
        JsonFields.Builder rest = JsonFields.builder();
        fields.names().stream().filter(one -> !one.equals(name)).forEach(one -> rest.put(one, fields.raw(one)));
        return rest.build();
    }

    private static RawJson orNull(@Nullable RawJson json) {
        return json == null ? RawJson.NULL : json;
    }
}
