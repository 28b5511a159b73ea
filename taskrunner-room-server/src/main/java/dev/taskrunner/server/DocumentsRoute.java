package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Documents (section 7.5; current protocol §5.9). Stateless. Updates travel as base64 text and are kept as the bytes it stands for. */
final class DocumentsRoute {
    private static final Pattern LEADING = Pattern.compile("^(?:\\./|/)+");

    private DocumentsRoute() {}

    static void connect(Request request) throws WireException {
        request.room().documents.connect(request.reply(), opening(request.from(), request.json()));
    }

    /** What somebody wants who opens a document, and may read it. */
    static DocumentBook.Opening opening(Session session, JsonFields json) throws WireException {
        String path = DocumentStore.path(json);
        Grant.readDocument(path).require(session);
        refuseContent(json.raw("initial_json"), "initial_json");
        JsonFields ours = json.object(Extension.MEMBER);
        return new DocumentBook.Opening(
                path,
                !Boolean.FALSE.equals(json.bool("create")),
                schema(json),
                schemaPath(session, path, json),
                ours != null && Boolean.TRUE.equals(ours.bool("bare")));
    }

    private static @Nullable RawJson schema(JsonFields json) throws WireException {
        RawJson schema = json.raw("schema");
        return schema == null || schema.isNull() ? null : json.requireObject("schema");
    }

    /** Whoever opens a document is shown the schema of its extension anyway; other files take the right to read them. */
    private static @Nullable String schemaPath(Session session, String document, JsonFields json) {
        String given = json.string("schema_path");
        if (given == null) {
            return null;
        }
        String path = StoragePath.file(given);
        if (!path.equals(StoredSchemas.path(DocumentStore.extension(document)))) {
            Grant.read(path).require(session);
        }
        return path;
    }

    /** A request of the current generation, whose paths may begin with {@code ./} (current protocol §5.9). */
    static Route plain(Route route) {
        return request -> route.handle(new Request(
                request.from(),
                request.message(),
                Body.of(plain(request.json())).withEnvelope(request.body().envelope()),
                request.reply()));
    }

    static JsonFields plain(JsonFields json) throws WireException {
        String path = LEADING.matcher(json.requireString("path")).replaceFirst("");
        return JsonFields.builder().putAll(json).put("path", path).build();
    }

    static void disconnect(Request request) throws WireException {
        request.room().documents.disconnect(request.reply(), DocumentStore.path(request.json()));
    }

    static void create(Request request) throws WireException {
        String path = DocumentStore.path(request.json());
        Grant.writeDocument(path).require(request.from());
        refuseContent(request.json().raw("json"), "json");
        JsonFields json = request.json();
        String schemaPath = schemaPath(request.from(), path, json);
        request.room()
                .documents
                .create(request.reply(), new DocumentBook.Opening(path, true, schema(json), schemaPath, true));
    }

    static void sync(Request request) throws WireException {
        request.room()
                .documents
                .sync(request.reply(), readable(request), update(request.body().attachment()));
    }

    static void describe(Request request) throws WireException {
        request.room().documents.describe(request.reply(), readable(request));
    }

    private static String readable(Request request) throws WireException {
        String path = DocumentStore.path(request.json());
        Grant.readDocument(path).require(request.from());
        return path;
    }

    /** A relay cannot make elements of JSON. */
    private static void refuseContent(@Nullable RawJson content, String member) {
        if (content != null && !content.isNull() && !content.equals(RawJson.EMPTY_OBJECT)) {
            throw new TaskException(
                    ErrorCode.UNSUPPORTED,
                    "this room server relays documents without reading them, so it cannot begin one with '" + member
                            + "'; open it without, and add the content as an update");
        }
    }

    static byte[] update(ByteBuffer base64) throws WireException {
        byte[] text = new byte[base64.remaining()];
        base64.duplicate().get(text);
        try {
            byte[] update = Base64.getDecoder().decode(text);
            if (update.length < DocumentStore.EMPTY_UPDATE.length) {
                throw new WireException("the payload is too short for an update");
            }
            return update;
        } catch (IllegalArgumentException e) {
            throw new WireException("the payload must be an update as base64 text", e);
        }
    }
}
