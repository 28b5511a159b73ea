package dev.taskrunner.room;

import static dev.taskrunner.protocol.MessageType.*;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.AskResponse;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.RunToolkit;
import dev.taskrunner.protocol.StreamTerms;
import dev.taskrunner.protocol.ToolSpecs;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection in the current generation: how each is said there (current protocol §4.2 and §5.9), and what its
 * answer means. Safe for several threads; answers are read on the transport's thread.
 */
final class CurrentRequests {
    /** What an answer is in the classic generation. */
    private interface Answer {
        Body translate(Body content) throws WireException;
    }

    private final String name;
    private final String prefix;
    private final HostedTools hosted;
    private final CurrentFiles files;
    /** What waits for an answer that has another form; by the request's id. */
    private final Map<Long, Answer> answers = new ConcurrentHashMap<>();
    /** The request that joins the roster, whose answer is held back until the roster is here; -1 for none. */
    private volatile long joining = -1;
    /** That answer; owned by the transport's thread, as is the next. */
    private @Nullable Message joined;

    private boolean rosterSeen;

    /** The name of the stream by which the developer log is watched; empty for none. */
    private volatile String logs = "";

    CurrentRequests(String name, HostedTools hosted, CurrentFiles files) {
        this.name = name;
        this.prefix = UUID.randomUUID().toString().replace("-", "");
        this.hosted = hosted;
        this.files = files;
    }

    Message outgoing(Message message) throws WireException {
        Body body = message.body();
        JsonFields json = body.json();
        long id = message.id();
        return switch (message.type()) {
            case SET_ATTRIBUTES, CANCEL, CREDIT, TOKEN, CurrentType.REQUEST_CHUNK -> message;
            case DOCUMENT_CONNECT, DOCUMENT_DISCONNECT, DOCUMENT_SYNC, DOCUMENT_CREATE, DOCUMENT_DESCRIBE -> message;
            case ADMIN_EXPORT, ADMIN_IMPORT -> message;
            case REGISTER_AGENT -> Message.of(id, CurrentType.REGISTER_TOOLKIT, registerRunner(body));
            case UNREGISTER_AGENT, UNREGISTER_TOOLKIT -> Message.of(id, CurrentType.UNREGISTER_TOOLKIT, body);
            case REGISTER_TOOLKIT -> Message.of(id, CurrentType.REGISTER_TOOLKIT, registerToolkit(body));
            case LIST_AGENTS -> {
                answers.put(id, CurrentRequests::agents);
                yield Message.of(id, CurrentType.LIST_TOOLKITS, body);
            }
            case LIST_TOOLKITS -> Message.of(id, CurrentType.LIST_TOOLKITS, withoutNulls(body));
            case ASK -> {
                answers.put(id, CurrentRequests::asked);
                String agent = String.valueOf(json.string("agent"));
                yield invoke(id, agent, RunToolkit.tool(agent), arguments(json), body);
            }
            case INVOKE_TOOL -> {
                boolean stream = StreamTerms.read(json).takesInput();
                String toolkit = String.valueOf(json.string("toolkit"));
                String tool = String.valueOf(json.string("tool"));
                yield invoke(id, toolkit, tool, stream ? Contents.OPEN : arguments(json), body);
            }
            case CALL -> Message.of(id, CurrentType.CALL, body);
            case STORAGE_OPEN, STORAGE_DOWNLOAD -> {
                boolean upload = message.type().equals(STORAGE_OPEN);
                files.begin(nameOf(id), id, upload, json);
                yield openStream(id, "storage", upload ? "upload" : "download");
            }
            case STORAGE_WRITE, STORAGE_CLOSE, STORAGE_ABORT -> file(message, body);
            case DEVELOPER_WATCH -> {
                logs = nameOf(id);
                answers.put(id, content -> failed(content) ? content : ContentCodec.empty());
                yield openStream(id, "developer", "logs");
            }
            case DEVELOPER_UNWATCH ->
                Message.of(
                        id,
                        CurrentType.REQUEST_CHUNK,
                        Body.of(Contents.chunkMessage(logs, Contents.close(Contents.NORMAL, null))));
            default -> builtin(message, body);
        };
    }

    /** A call whose input and answer are streams. */
    private Message openStream(long id, String toolkit, String tool) {
        JsonFields.Builder call = JsonFields.builder()
                .put("toolkit", toolkit)
                .put("tool", tool)
                .put("arguments", Contents.OPEN)
                .put("tool_call_id", nameOf(id));
        return Message.of(id, CurrentType.INVOKE_TOOL, Body.of(call.build()));
    }

    /** The next step of an upload; of one that has ended the room says that it knows no such thing. */
    private Message file(Message message, Body body) throws WireException {
        String handle = body.json().string("handle");
        Message step = handle == null
                ? null
                : switch (message.type()) {
                    case STORAGE_WRITE -> files.write(handle, message.id(), body.attachment());
                    case STORAGE_CLOSE -> files.close(handle, message.id());
                    default -> files.abort(handle, message.id());
                };
        return step == null ? builtin(message, body) : step;
    }

    private Body registerRunner(Body body) {
        hosted.runner(name);
        hosted.schema(name, RunToolkit.tool(name), ToolSpecs.schema(body.json(), "input"));
        JsonFields toolkit = JsonFields.builder()
                .put("name", name)
                .putAll(RunToolkit.toolkit(name, body.json()))
                .put("public", true)
                .build();
        return Body.of(toolkit);
    }

    private Body registerToolkit(Body body) {
        JsonFields json = body.json();
        String toolkit = String.valueOf(json.string("name"));
        JsonFields tools = json.object("tools");
        JsonFields.Builder described = JsonFields.builder();
        for (String tool : tools == null ? List.<String>of() : List.copyOf(tools.names())) {
            JsonFields fields = tools == null ? null : tools.object(tool);
            if (fields != null) {
                hosted.schema(toolkit, tool, ToolSpecs.schema(fields, "input"));
                described.put(tool, ToolSpecs.listed(fields, true));
            }
        }
        return Body.of(JsonFields.builder()
                .putAll(json)
                .put("annotations", RunToolkit.texts(json.object("annotations")))
                .put("tools", described.build())
                .put(Extension.MEMBER, JsonFields.EMPTY)
                .build());
    }

    private static Body withoutNulls(Body body) {
        JsonFields.Builder rest = JsonFields.builder();
        for (String key : body.json().names()) {
            RawJson value = body.json().raw(key);
            rest.putIfPresent(key, value == null || value.isNull() ? null : value);
        }
        return Body.of(rest.build()).withEnvelope(body.envelope());
    }

    private static JsonFields arguments(JsonFields json) {
        RawJson arguments = json.raw("arguments");
        return Contents.json(arguments == null ? RawJson.EMPTY_OBJECT : arguments);
    }

    /** A tool call, with everything that the classic request says beside the names. */
    private Message invoke(long id, String toolkit, String tool, JsonFields content, Body body) {
        JsonFields json = body.json();
        JsonFields.Builder call = JsonFields.builder().put("toolkit", toolkit).put("tool", tool);
        for (String key : json.names()) {
            RawJson value = json.raw(key);
            boolean ours = key.equals("agent") || key.equals("toolkit") || key.equals("tool");
            call.putIfPresent(key, ours || value == null || value.isNull() ? null : value);
        }
        call.put("arguments", content);
        call.put("participant_id", json.raw("participant_id"));
        call.put("on_behalf_of_id", json.raw("on_behalf_of_id"));
        String given = json.string("tool_call_id");
        call.put("tool_call_id", given == null ? nameOf(id) : given);
        return Message.of(
                id,
                CurrentType.INVOKE_TOOL,
                Body.of(call.build(), body.attachment()).withEnvelope(body.envelope()));
    }

    /** An API of the room: the part before the last dot is a toolkit, the rest its tool. Bytes make the arguments binary. */
    private Message builtin(Message message, Body body) throws WireException {
        int dot = message.type().lastIndexOf('.');
        if (dot <= 0) {
            return message;
        }
        boolean talk = message.type().equals(MESSAGING_SEND) || message.type().equals(MESSAGING_BROADCAST);
        boolean bytes = body.hasAttachment() && !talk;
        JsonFields arguments = talk ? withMessageText(body) : body.json();
        if (message.type().equals(MESSAGING_ENABLE)) {
            joining = message.id();
        }
        return invoke(
                message.id(),
                message.type().substring(0, dot),
                message.type().substring(dot + 1),
                bytes ? Contents.binary(arguments) : Contents.json(arguments.toRaw()),
                Body.of(JsonFields.EMPTY, bytes ? body.attachment() : Body.NO_ATTACHMENT)
                        .withEnvelope(body.envelope()));
    }

    /** Messages travel as JSON in a text, and their bytes as base64 (§6.1). */
    private static JsonFields withMessageText(Body body) {
        JsonFields json = body.json();
        RawJson text = json.raw("message");
        JsonFields.Builder arguments = JsonFields.builder();
        arguments.putIfPresent("to_participant_id", json.string("to_participant_id"));
        arguments.put("type", json.string("type"));
        arguments.put("message_json", text == null ? "{}" : text.toString());
        if (body.hasAttachment()) {
            byte[] bytes = new byte[body.attachment().remaining()];
            body.attachment().get(bytes);
            arguments.put("attachment_base64", Base64.getEncoder().encodeToString(bytes));
        }
        return arguments.build();
    }

    /** The answer of a runner, to the call that its task came as. */
    static Message taskAnswer(Message message, Map<Long, String> callNames) throws WireException {
        Body body = message.body();
        AskResponse response = AskResponse.read(body.json());
        long id = number(response.taskId());
        callNames.remove(id);
        Body content = response.error() == null
                ? Contents.ofAnswer(response.answer(), response.result(), body)
                : ContentCodec.numberedError(response.error());
        return Message.of(id, CurrentType.TOOL_CALL_RESPONSE, content);
    }

    /** An error with the number that this generation reads. */
    static Body numbered(Body error) {
        return ContentCodec.numberedError(
                ErrorInfo.read(String.valueOf(error.json().string("text")), error.json()));
    }

    static long number(@Nullable String taskId) throws WireException {
        if (taskId == null || !taskId.matches("[0-9]{1,20}")) {
            throw new WireException("a task that did not come as a call");
        }
        return Long.parseUnsignedLong(taskId);
    }

    private String nameOf(long id) {
        return prefix + "-" + id;
    }

    /** The request behind a call's name; null when it is not one of ours. */
    @Nullable
    Long idOf(String toolCallId) {
        String start = prefix + "-";
        String rest = toolCallId.startsWith(start) ? toolCallId.substring(start.length()) : "";
        return rest.matches("[0-9]{1,18}") ? Long.valueOf(rest) : null;
    }

    /** What an answer means; held back when something that belongs to it is still to come. */
    List<Message> answer(Message message) throws WireException {
        Body body = message.body();
        if (files.has(nameOf(message.id()))) {
            return files.opened(nameOf(message.id()), body);
        }
        if (message.id() == joining) {
            joining = -1;
            if (!failed(body) && !rosterSeen) {
                joined = message;
                return List.of();
            }
            rosterSeen = false;
        }
        Answer answer = answers.remove(message.id());
        return answer == null ? List.of(message) : List.of(Message.of(message.id(), RESPONSE, answer.translate(body)));
    }

    /** Of a peer's room the number for what was not found means the runner here. */
    private static Body asked(Body content) {
        if (!failed(content)) {
            return Contents.toAnswer(content);
        }
        JsonFields json = content.json();
        ErrorInfo error = ErrorInfo.read(String.valueOf(json.string("text")), json);
        boolean unknown = error.code() == ErrorCode.UNKNOWN_TOOL && !json.has(Extension.MEMBER);
        return unknown ? ContentCodec.error(new ErrorInfo(error.text(), ErrorCode.UNKNOWN_AGENT, List.of())) : content;
    }

    private static boolean failed(Body content) {
        return "error".equals(content.json().string("type"));
    }

    /** A message of messaging: the roster comes before the answer of who joins it, as in the classic generation. */
    List<Message> roster(Message message, boolean isRoster) {
        Message held = joined;
        if (!isRoster) {
            return List.of(message);
        } else if (held == null) {
            rosterSeen = joining != -1;
            return List.of(message);
        }
        joined = null;
        return List.of(message, held);
    }

    /** An item of an answer that is a stream. */
    List<Message> chunk(long request, JsonFields chunk, ByteBuffer payload) throws WireException {
        String stream = nameOf(request);
        JsonFields headers = chunk.object("headers");
        if (!stream.equals(logs) || headers == null) {
            return files.item(stream, chunk, payload);
        }
        byte[] data = new byte[payload.remaining()];
        payload.get(data);
        JsonFields entry = JsonFields.builder()
                .put("type", headers.string("type"))
                .put("data", RawJson.parse(data))
                .build();
        return List.of(Message.of(request, DEVELOPER_LOG, Body.of(entry)));
    }

    /** The runners among the toolkits. */
    private static Body agents(Body content) {
        if (failed(content)) {
            return content;
        }
        JsonFields json = content.json().object("json");
        JsonFields toolkits = json == null ? null : json.object("tools");
        List<JsonFields> agents = new ArrayList<>();
        for (String toolkit : toolkits == null ? List.<String>of() : List.copyOf(toolkits.names())) {
            JsonFields fields = toolkits == null ? null : toolkits.object(toolkit);
            JsonFields agent = fields == null ? null : RunToolkit.agent(toolkit, fields);
            if (agent != null) {
                agents.add(agent);
            }
        }
        return ContentCodec.json(JsonFields.builder().put("agents", agents).build());
    }

    void forget(long requestId) {
        answers.remove(requestId);
    }
}
