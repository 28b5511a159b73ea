package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Documents (section 7.5). Stateless. Updates travel as base64 text and are kept as the bytes it stands for. */
final class DocumentsRoute {
    private DocumentsRoute() {}

    static void connect(Request request) throws WireException {
        JsonFields json = request.json();
        String path = readable(request);
        RawJson schema = json.raw("schema");
        boolean none = schema == null || schema.isNull();
        refuseContent(json.raw("initial_json"), "initial_json");
        JsonFields ours = json.object(Extension.MEMBER);
        request.room()
                .documents
                .connect(
                        request.reply(),
                        new DocumentBook.Opening(
                                path,
                                !Boolean.FALSE.equals(json.bool("create")),
                                none ? null : json.requireObject("schema"),
                                ours != null && Boolean.TRUE.equals(ours.bool("bare"))));
    }

    static void disconnect(Request request) throws WireException {
        request.room().documents.disconnect(request.reply(), DocumentStore.path(request.json()));
    }

    static void create(Request request) throws WireException {
        String path = DocumentStore.path(request.json());
        Grant.writeDocument(path).require(request.from());
        refuseContent(request.json().raw("json"), "json");
        request.room().documents.create(request.reply(), path);
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
    private static void refuseContent(@org.jspecify.annotations.Nullable RawJson content, String member) {
        if (content != null && !content.isNull() && !content.equals(RawJson.EMPTY_OBJECT)) {
            throw new TaskException(
                    ErrorCode.UNSUPPORTED,
                    "this room server relays documents without reading them, so it cannot begin one with '" + member
                            + "'; open it without, and add the content as an update");
        }
    }

    private static byte[] update(ByteBuffer base64) throws WireException {
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
