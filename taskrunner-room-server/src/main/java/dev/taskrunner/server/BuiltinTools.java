package dev.taskrunner.server;

import static dev.taskrunner.protocol.MessageType.*;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.InvokeTool;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The APIs of the room as toolkits (current protocol §5.9): toolkit and tool together make the name of the classic message that does
 * the same, and its route does it. Fixed after construction; safe for any thread.
 */
final class BuiltinTools {
    private static final int MAX_STREAMS = 64; // of one participant
    private static final String STORAGE = "storage";
    private static final String DOCUMENT = "sync.open";
    private static final List<String> ENTRY = List.of("size", "created_at", "updated_at");

    private final Map<String, Dialect.Entry> table = new HashMap<>();
    private final Map<String, Opener> streams = new HashMap<>();
    private final Set<String> toolkits = new HashSet<>();

    /** Makes the room's end of a stream. */
    @FunctionalInterface
    private interface Opener {
        RoomStream open(Request request, String toolCallId);
    }

    BuiltinTools(StorageRoute files, Outgoing outgoing) {
        on(MESSAGING_ENABLE, Grant.LIST_PARTICIPANTS, MessagingRoute::enableAfterReply);
        on(MESSAGING_DISABLE, Grant.NONE, MessagingRoute::disable);
        on(MESSAGING_SEND, Grant.SEND, request -> MessagingRoute.send(withMessage(request)));
        on(MESSAGING_BROADCAST, Grant.BROADCAST, request -> MessagingRoute.broadcast(withMessage(request)));
        RoomApis.addTo(this::on, files, outgoing);
        on("secrets.exists", Grant.SECRETS, SecretsRoute::exists);
        on("storage.move", Grant.NONE, StorageMove::move);
        on("sync.create", Grant.NONE, DocumentsRoute.plain(DocumentsRoute::create));
        on("sync.describe", Grant.NONE, DocumentsRoute.plain(DocumentsRoute::describe));
        streams.put(DOCUMENT, (request, id) -> new DocumentStream(request.from(), id));
        streams.put("storage.upload", (request, id) -> new StorageUpload(request.from(), id));
        streams.put("storage.download", (request, id) -> new StorageDownload(request.from(), id));
        streams.put("developer.logs", BuiltinTools::logs);
        streams.put("messaging.stream", BuiltinTools::messages);
    }

    private void on(String name, Grant grant, Route route) {
        table.put(name, new Dialect.Entry(route, grant));
        toolkits.add(name.substring(0, name.indexOf('.')));
    }

    boolean has(String toolkit) {
        return toolkits.contains(toolkit);
    }

    void invoke(Request request, InvokeTool invoke, JsonFields arguments) throws WireException {
        String name = invoke.toolkit() + "." + invoke.tool();
        Opener opener = streams.get(name);
        if (opener != null) {
            open(request, opener, newStream(request, name.equals(DOCUMENT), arguments));
            return;
        }
        Dialect.Entry entry = table.get(name);
        if (entry == null) {
            throw new TaskException(
                    ErrorCode.UNKNOWN_TOOL,
                    "this room's toolkit '" + invoke.toolkit() + "' has no tool '" + invoke.tool() + "'");
        }
        Reply reply = request.reply().changed(answer -> answer(invoke.toolkit(), answer));
        Body body = AsksRoute.passOn(arguments(arguments), request.body());
        Dialect.dispatch(entry, new Request(request.from(), request.message(), body, reply));
    }

    private static void open(Request request, Opener opener, String id) {
        Session session = request.from();
        RoomStream stream = opener.open(request, id);
        session.roomStreams.put(id, stream);
        stream.open(() -> request.reply().content(Body.of(Contents.OPEN)));
        if (session.gone) {
            stream.gone(); // it left meanwhile, and nobody else will say so
        }
    }

    /** The name of a stream that may be opened. Documents are bounded by themselves, as in the classic generation. */
    private static String newStream(Request request, boolean document, JsonFields arguments) {
        Session session = request.from();
        String id = request.json().string("tool_call_id");
        if (!Contents.isOpen(arguments) || id == null) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "this tool takes a stream, opened under a tool_call_id");
        } else if (session.roomStreams.containsKey(id)) {
            throw new TaskException(
                    ErrorCode.INVALID_REQUEST, "another stream of this participant has that tool_call_id");
        }
        long others = session.roomStreams.values().stream()
                .filter(stream -> stream instanceof DocumentStream == document)
                .count();
        if (others >= (document ? DocumentBook.MAX_OPEN : MAX_STREAMS)) {
            throw new TaskException(
                    ErrorCode.AGENT_BUSY,
                    "a participant may have at most " + others
                            + (document ? " documents open" : " streams to the room"));
        }
        return id;
    }

    private static RoomStream logs(Request request, String toolCallId) {
        Grant.LOGS.require(request.from());
        return new LogStream(request.from(), toolCallId);
    }

    private static RoomStream messages(Request request, String toolCallId) {
        Grant.SEND.require(request.from());
        return new StreamOpening(request, toolCallId);
    }

    /** Takes an item for a stream that the room itself reads; false when there is no such stream. */
    static boolean input(Request request, String toolCallId, JsonFields chunk) {
        RoomStream stream = request.from().roomStreams.get(toolCallId);
        if (stream == null) {
            return false;
        } else if (Contents.isClose(chunk)) {
            stream.inputEnded();
        } else {
            stream.item(chunk, request.body().attachment());
        }
        return true;
    }

    /** The members of JSON, or the headers of bytes. */
    private static JsonFields arguments(JsonFields content) throws WireException {
        JsonFields headers = content.object("headers");
        return "binary".equals(content.string("type")) && headers != null
                ? headers
                : Contents.arguments(content).fields();
    }

    /** Insists on a message as those of this generation are. */
    static void checkMessage(JsonFields json) throws WireException {
        String base64 = json.string("attachment_base64");
        json.requireString("type");
        message(json.requireString("message_json"));
        bytes(base64 == null ? "" : base64);
    }

    /** Messages come as JSON in a text, and bytes as base64 (§6.1); the classic way is an object and an attachment. */
    private static Request withMessage(Request request) throws WireException {
        JsonFields json = request.json();
        String base64 = json.string("attachment_base64");
        JsonFields.Builder classic = JsonFields.builder()
                .putIfPresent("to_participant_id", json.string("to_participant_id"))
                .put("type", json.requireString("type"))
                .put("message", message(json.requireString("message_json")));
        Body body = Body.of(classic.build(), ByteBuffer.wrap(bytes(base64 == null ? "" : base64)))
                .withEnvelope(request.body().envelope());
        return new Request(request.from(), request.message(), body, request.reply());
    }

    private static RawJson message(String text) throws WireException {
        RawJson message = RawJson.parse(text);
        if (!message.isObject()) {
            throw new WireException("member 'message_json' must be the text of a JSON object");
        }
        return message;
    }

    private static byte[] bytes(String base64) throws WireException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new WireException("member 'attachment_base64' is no base64");
        }
    }

    /** The answer as this generation has it: errors with the toolkit's own numbers, entries of folders with all members. */
    private static Body answer(String toolkit, Body answer) {
        JsonFields json = answer.json();
        if ("error".equals(json.string("type"))) {
            return error(toolkit, ErrorInfo.read(String.valueOf(json.string("text")), json));
        }
        JsonFields value = toolkit.equals(STORAGE) ? json.object("json") : null;
        return value == null ? answer : Body.of(Contents.json(complete(value).toRaw()));
    }

    private static JsonFields complete(JsonFields value) {
        List<RawJson> files = value.array("files");
        if (files == null) {
            return value.has("is_folder") ? entry(value) : value;
        }
        List<JsonFields> all = new ArrayList<>();
        for (RawJson file : files) {
            JsonFields fields = JsonFields.builder().put("file", file).build().object("file");
            all.add(entry(fields == null ? JsonFields.EMPTY : fields));
        }
        return JsonFields.builder().put("files", all).build();
    }

    /** Python reads all members of an entry, those of folders too, and no others. */
    private static JsonFields entry(JsonFields entry) {
        JsonFields.Builder all = JsonFields.builder().putAll(entry);
        ENTRY.stream().filter(name -> !entry.has(name)).forEach(name -> all.put(name, null));
        return all.build();
    }

    /** An error with the number that this toolkit's clients look for (§4.4). */
    static Body error(String toolkit, ErrorInfo error) {
        Body plain = ContentCodec.numberedError(error);
        Integer own = number(toolkit, error.code());
        return own == null
                ? plain
                : Body.of(JsonFields.builder()
                        .putAll(plain.json())
                        .put("code", own)
                        .build());
    }

    private static @Nullable Integer number(String toolkit, ErrorCode code) {
        if (code != ErrorCode.NOT_FOUND && code != ErrorCode.ALREADY_EXISTS) {
            return null;
        }
        boolean missing = code == ErrorCode.NOT_FOUND;
        return switch (toolkit) {
            case STORAGE -> missing ? 3001 : 3005;
            case "queues" -> missing ? 5001 : 5002;
            default -> null;
        };
    }
}
