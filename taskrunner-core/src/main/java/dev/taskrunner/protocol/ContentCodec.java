package dev.taskrunner.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Content on the wire: the object with a {@code type} that answers every request (section 4.1). Pure functions. */
public final class ContentCodec {
    private static final Body EMPTY =
            Body.of(JsonFields.builder().put("type", "empty").build());

    private ContentCodec() {}

    /**
     * The content {@code empty}.
     *
     * @return its body
     */
    public static Body empty() {
        return EMPTY;
    }

    /**
     * The content {@code json}.
     *
     * @param value any JSON value
     * @return its body
     */
    public static Body json(RawJson value) {
        return Body.of(
                JsonFields.builder().put("type", "json").put("json", value).build());
    }

    /**
     * The content {@code json}.
     *
     * @param value an object
     * @return its body
     */
    public static Body json(JsonFields value) {
        return json(value.toRaw());
    }

    /**
     * The content {@code error}.
     *
     * @param error what went wrong
     * @return its body
     */
    public static Body error(ErrorInfo error) {
        return Body.of(JsonFields.builder()
                .put("type", "error")
                .put("text", error.text())
                .put(Extension.MEMBER, error.extension())
                .build());
    }

    /**
     * The content {@code error} with the number that the current generation reads (current protocol §4.4).
     *
     * @param error what went wrong
     * @return its body
     */
    public static Body numberedError(ErrorInfo error) {
        return Body.of(JsonFields.builder()
                .putAll(error(error).json())
                .put("code", error.number())
                .build());
    }

    /**
     * The content of a result.
     *
     * @param result the result of a tool
     * @return its body
     */
    public static Body write(TaskResult result) {
        Content content = result.content();
        if (content instanceof Content.Failure failure) {
            return numberedError(new ErrorInfo(failure.text(), failure.code(), List.of()));
        }
        JsonFields.Builder fields = JsonFields.builder();
        ByteBuffer attachment = Body.NO_ATTACHMENT;
        if (content instanceof Content.Text text) {
            fields.put("type", "text").put("text", text.text());
        } else if (content instanceof Content.File file) {
            fields.put("type", "file").put("name", file.name()).put("mime_type", file.mimeType());
            attachment = file.data().buffer();
        } else if (content instanceof Content.Binary binary) {
            fields.put("type", "binary").put("headers", binary.headers());
            attachment = binary.data().buffer();
        } else if (content instanceof Content.Link link) {
            fields.put("type", "link").put("name", link.name()).put("url", link.url());
        } else if (content instanceof Content.Empty) {
            fields.put("type", "empty");
        } else {
            fields.put("type", "json").put("json", result.as(JsonNode.class));
        }
        if (!result.metadata().isEmpty()) {
            fields.put(
                    Extension.MEMBER,
                    JsonFields.builder().put("metadata", result.metadata()).build());
        }
        return Body.of(fields.build(), attachment);
    }

    /**
     * Reads content.
     *
     * @param body a body that holds a content object
     * @return the result
     * @throws TaskException the error that it holds, or {@link ErrorCode#INVALID_RESPONSE} when it is no content
     */
    public static TaskResult read(Body body) {
        JsonFields fields = body.json();
        String type = fields.string("type");
        TaskResult result = switch (type == null ? "" : type) {
            case "json" -> TaskResult.of(Content.Json.of(tree(fields.raw("json"))));
            case "text" -> TaskResult.of(new Content.Text(text(fields, "text")));
            case "file" ->
                TaskResult.of(new Content.File(
                        text(fields, "name"), text(fields, "mime_type"), Attachment.wrap(body.attachment())));
            case "link" -> TaskResult.of(new Content.Link(text(fields, "name"), text(fields, "url")));
            case "empty" -> TaskResult.empty();
            case "binary" -> TaskResult.of(binary(fields, body.attachment()));
            case "error" -> throw ErrorInfo.read(text(fields, "text"), fields).toException();
            case "control" ->
                throw new TaskException(
                        ErrorCode.INVALID_RESPONSE,
                        "the tool answers with a stream, which this call does not read; use toolkits().stream");
            default ->
                throw new TaskException(
                        ErrorCode.INVALID_RESPONSE, "an answer came with content of unknown type " + type);
        };
        return withMetadata(result, fields.object(Extension.MEMBER));
    }

    /**
     * Reads an item of a stream (current protocol §4.6).
     *
     * @param chunk the item's header
     * @param payload its bytes
     * @return the content; a {@link Content.Failure} for an error
     * @throws TaskException {@link ErrorCode#INVALID_RESPONSE} when it is no content
     */
    public static Content item(JsonFields chunk, ByteBuffer payload) {
        JsonFields content = Contents.readable(chunk);
        if ("error".equals(content.string("type"))) {
            ErrorInfo error = ErrorInfo.read(text(content, "text"), content);
            return new Content.Failure(error.code(), error.text());
        }
        return read(Body.of(content, payload)).content();
    }

    private static Content binary(JsonFields fields, ByteBuffer payload) {
        Map<String, Object> headers = new LinkedHashMap<>();
        JsonFields found = fields.object("headers");
        JsonFields given = found == null ? JsonFields.EMPTY : found;
        for (String name : given.names()) {
            Object value = Content.Json.of(tree(given.raw(name))).value();
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new Content.Binary(headers, Attachment.wrap(payload));
    }

    /**
     * Reads the answer to an ask: JSON {@code {"answer": …}}, and beside it what ours add (section 5.3, leg 4).
     *
     * @param body the body of the response
     * @return the result: text for a string, empty for null, else JSON; a file or link when our runner sent one
     * @throws TaskException the error that it holds
     */
    public static TaskResult readAnswer(Body body) {
        if (!"json".equals(body.json().string("type"))) {
            return read(body);
        }
        JsonFields json = body.json().object("json");
        RawJson answer = json == null ? null : json.raw("answer");
        JsonFields ours = body.json().object(Extension.MEMBER);
        JsonFields content = ours == null ? null : ours.object("content");
        TaskResult result;
        if (content != null) {
            result = read(Body.of(content, body.attachment()));
        } else if (answer == null || answer.isNull()) {
            result = TaskResult.empty();
        } else {
            JsonNode tree = tree(answer);
            result = TaskResult.of(tree.isTextual() ? new Content.Text(tree.textValue()) : Content.Json.of(tree));
        }
        return withMetadata(result, ours);
    }

    /**
     * What a runner's result adds to its response: the kind of content where a bare answer would not tell, and metadata.
     *
     * @param result the result
     * @return the member {@code taskrunner}; null when there is nothing to add
     */
    public static @Nullable JsonFields answerExtension(TaskResult result) {
        JsonFields.Builder fields = JsonFields.builder();
        Content content = result.content();
        boolean kind = content instanceof Content.File || content instanceof Content.Link;
        if (kind) {
            JsonFields written = write(result).json();
            JsonFields.Builder described = JsonFields.builder();
            written.names().stream()
                    .filter(name -> !name.equals(Extension.MEMBER))
                    .forEach(name -> described.put(name, written.raw(name)));
            fields.put("content", described.build());
        }
        if (!result.metadata().isEmpty()) {
            fields.put("metadata", result.metadata());
        }
        return kind || !result.metadata().isEmpty() ? fields.build() : null;
    }

    @SuppressWarnings("unchecked")
    private static TaskResult withMetadata(TaskResult result, @Nullable JsonFields ours) {
        RawJson metadata = ours == null ? null : ours.raw("metadata");
        TaskResult described = result;
        if (metadata != null && metadata.isObject()) {
            try {
                for (Map.Entry<String, Object> one : ((Map<String, Object>) metadata.as(Map.class)).entrySet()) {
                    described = described.withMetadata(one.getKey(), one.getValue());
                }
            } catch (WireException e) {
                throw new TaskException(ErrorCode.INVALID_RESPONSE, "unreadable metadata: " + e.getMessage(), e);
            }
        }
        return described;
    }

    private static JsonNode tree(@Nullable RawJson json) {
        try {
            return (json == null ? RawJson.NULL : json).as(JsonNode.class);
        } catch (WireException e) {
            throw new TaskException(ErrorCode.INVALID_RESPONSE, "unreadable answer: " + e.getMessage(), e);
        }
    }

    private static String text(JsonFields fields, String name) {
        String text = fields.string(name);
        return text == null ? "" : text;
    }
}
