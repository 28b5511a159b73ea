package dev.taskrunner.server.web;

import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A result as HTTP tells it.
 *
 * @param content the content object: its type and, but for a file's bytes, all of it
 * @param attachment a file's bytes; empty for other types
 */
record CallAnswer(JsonFields content, ByteBuffer attachment) {
    private static final String KIND = "TaskRunner-Content";

    /** Reads what came back; a failure is thrown. */
    static CallAnswer read(Body body, boolean ask) throws Problem {
        try {
            Body plain = ContentCodec.write(ask ? ContentCodec.readAnswer(body) : ContentCodec.read(body));
            return new CallAnswer(plain.json(), plain.attachment());
        } catch (TaskException e) {
            throw Problem.of(e);
        }
    }

    /** The whole answer at once: the value itself as JSON, a file as its bytes, nothing as 204. */
    FullHttpResponse response() {
        String type = type();
        FullHttpResponse response = switch (type) {
            case "file" -> file();
            case "empty" -> Replies.of(204, Replies.JSON, new byte[0]);
            default -> Replies.json(200, value(type).toBytes());
        };
        response.headers().set(KIND, type);
        return response;
    }

    private RawJson value(String type) {
        RawJson value = type.equals("text") ? content.raw("text") : content.raw("json");
        if (type.equals("link")) {
            return content.toRaw();
        }
        return value == null ? RawJson.NULL : value;
    }

    /** Whatever its runner calls it, a browser is to save it and not to show it. */
    private FullHttpResponse file() {
        String mime = text("mime_type");
        boolean plain = mime.matches("[A-Za-z0-9.+-]{1,60}/[A-Za-z0-9.+-]{1,60}");
        FullHttpResponse response = Replies.of(200, plain ? mime : "application/octet-stream", bytes());
        String name = text("name").replaceAll("[^A-Za-z0-9._ -]", "_");
        response.headers().set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
        return response;
    }

    /** The content object of an event; a file's bytes are in it as base64. */
    JsonFields event() {
        if (!type().equals("file")) {
            return content;
        }
        return JsonFields.builder()
                .putAll(content)
                .put("data", Base64.getEncoder().encodeToString(bytes()))
                .build();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[attachment.remaining()];
        attachment.duplicate().get(bytes);
        return bytes;
    }

    private String type() {
        return text("type");
    }

    private String text(String member) {
        @Nullable String text = content.string(member);
        return text == null ? "" : text;
    }
}
