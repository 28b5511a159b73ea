package dev.taskrunner.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.Agents;
import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.ContentStream;
import dev.taskrunner.Registration;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.InvokeTool;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.StreamTerms;
import dev.taskrunner.protocol.ToolInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The toolkits of a room: list them, call them, register one's own. Safe for several threads.
 */
public final class ToolkitsClient {
    private final RoomLink link;
    private final AgentsClient agents;
    private final ToolkitHost host;
    private final ToolStreams streams;

    ToolkitsClient(RoomLink link, Jobs jobs, CallContexts contexts, AgentsClient agents) {
        this.link = link;
        this.agents = agents;
        this.streams = new ToolStreams(link);
        this.host = new ToolkitHost(link, jobs, contexts, streams);
    }

    /**
     * Lists the toolkits that this participant sees: the public ones and its own.
     *
     * @return toolkits whose tools call through the room
     * @throws TaskException if the room does not answer or denies it
     */
    public List<Toolkit> list() {
        return list(null);
    }

    /**
     * Lists the public toolkits and the private ones of another participant.
     *
     * @param participantId that participant's id
     * @return toolkits whose tools call through the room, addressed to that participant
     * @throws TaskException if the room does not answer or denies it
     */
    public List<Toolkit> listFor(String participantId) {
        return list(participantId);
    }

    /**
     * Finds what a call needs, as the tasks of runners get it: toolkits that the call's principal sees, and for the name
     * {@code agents} the room's runners.
     *
     * @param context the call that the tools are for; it must be given to them again when they are called
     * @param wanted the toolkits; their timeouts do not count here
     * @return the toolkits, in that order
     * @throws TaskException naming the toolkit, tool or agent that is not there
     */
    public List<Toolkit> resolve(CallContext context, List<RequiredToolkit> wanted) {
        String name = link.handshake().connected().attributes().string("name");
        String principal = context.principal().id();
        return required(wanted, principal.isEmpty() ? null : principal, name == null ? "" : name);
    }

    /** What somebody of that name requires for the target. No round trip when nothing is required. */
    List<Toolkit> required(List<RequiredToolkit> wanted, @Nullable String target, String by) {
        boolean listed = wanted.stream().anyMatch(one -> !AgentTools.isMeant(one));
        List<Toolkit> visible = listed ? list(target) : List.of();
        List<Toolkit> found = new ArrayList<>();
        for (RequiredToolkit one : wanted) {
            found.add(
                    AgentTools.isMeant(one)
                            ? AgentTools.toolkit(agents, one.tools(), by)
                            : RequiredTools.pick(one, visible, by));
        }
        return found;
    }

    /** In the current generation a participant's toolkits are only its own; with what is public they are the same as classic. */
    private List<Toolkit> list(@Nullable String target) {
        if (target == null || !link.isCurrent()) {
            return listed(target);
        }
        Map<String, Toolkit> all = new LinkedHashMap<>();
        listed(null).forEach(toolkit -> all.put(toolkit.name(), toolkit));
        listed(target).forEach(toolkit -> all.put(toolkit.name(), toolkit));
        return List.copyOf(all.values());
    }

    private List<Toolkit> listed(@Nullable String target) {
        JsonFields answer = link.request(
                MessageType.LIST_TOOLKITS,
                JsonFields.builder().put("participant_id", target).build());
        JsonFields listed = answer.object("tools");
        List<Toolkit> toolkits = new ArrayList<>();
        if (listed != null) {
            for (String name : listed.names()) {
                JsonFields toolkit = listed.object(name);
                if (toolkit != null) {
                    toolkits.add(remote(name, toolkit, target));
                }
            }
        }
        return toolkits;
    }

    /**
     * Calls a tool and waits for its answer.
     *
     * @param toolkit the toolkit's name
     * @param tool the tool's name
     * @param arguments a record, a map, or anything that becomes a JSON object
     * @return what the tool answered
     * @throws TaskException whatever went wrong
     */
    public TaskResult invoke(String toolkit, String tool, Object arguments) {
        return invoke(toolkit, tool, arguments, AskOptions.DEFAULT);
    }

    /**
     * Calls a tool and waits for its answer.
     *
     * @param toolkit the toolkit's name
     * @param tool the tool's name
     * @param arguments a record, a map, or anything that becomes a JSON object
     * @param options timeout, attachment, on whose behalf
     * @return what the tool answered
     * @throws TaskException whatever went wrong
     */
    public TaskResult invoke(String toolkit, String tool, Object arguments, AskOptions options) {
        return ContentCodec.read(Agents.await(start(new Call(toolkit, tool, null), arguments, options, null)));
    }

    /**
     * Calls a tool.
     *
     * @param toolkit the toolkit's name
     * @param tool the tool's name
     * @param arguments a record, a map, or anything that becomes a JSON object
     * @param options timeout, attachment, on whose behalf
     * @return what the tool answers, completed on the room's executor; cancelling it cancels the call
     */
    public CompletableFuture<TaskResult> invokeAsync(
            String toolkit, String tool, Object arguments, AskOptions options) {
        CompletableFuture<Body> reply = start(new Call(toolkit, tool, null), arguments, options, null);
        return Futures.handOver(reply, ContentCodec::read, link.executor());
    }

    /**
     * Calls a tool that answers with a stream. A tool that gives one answer is read as a stream of one item.
     *
     * @param toolkit the toolkit's name
     * @param tool the tool's name
     * @param arguments a record, a map, or anything that becomes a JSON object
     * @param options timeout, of the whole stream; attachment, on whose behalf
     * @return the answer; a refusal shows when it is read. To be closed
     * @throws TaskException if the room is not there, or {@link dev.taskrunner.ErrorCode#UNSUPPORTED} if it has no streams
     */
    public ContentStream stream(String toolkit, String tool, Object arguments, AskOptions options) {
        JsonNode given = TaskInput.of(arguments).as(JsonNode.class);
        return open(new Call(toolkit, tool, null), RawJson.of(given), options);
    }

    /**
     * Calls a tool that takes a stream: what is sent are its arguments, to the end that {@link ContentStream#end} sets.
     *
     * @param toolkit the toolkit's name
     * @param tool the tool's name
     * @param options timeout, of the whole stream; on whose behalf
     * @return input and answer; a refusal shows when it is read. To be closed
     * @throws TaskException if the room is not there, or {@link dev.taskrunner.ErrorCode#UNSUPPORTED} if it has no streams
     */
    public ContentStream openStream(String toolkit, String tool, AskOptions options) {
        return open(new Call(toolkit, tool, null), null, options);
    }

    private ContentStream open(Call call, @Nullable RawJson arguments, AskOptions options) {
        streams.checkSupported();
        Invocation invocation = new Invocation(link, options, null);
        boolean input = arguments == null;
        String name = UUID.randomUUID().toString().replace("-", "");
        StreamTerms terms = new StreamTerms(name, input, streams.credits());
        CallerStream stream = new CallerStream(link.connection(), name, terms.credits(), input, invocation.progress());
        streams.add(stream);
        RawJson given = arguments == null ? RawJson.EMPTY_OBJECT : arguments;
        JsonFields request = terms.in(request(call, given, invocation).json());
        ByteBuffer attachment = options.attachment().map(Attachment::buffer).orElse(Body.NO_ATTACHMENT);
        invocation.open(stream, Body.of(request, attachment));
        return stream;
    }

    private static InvokeTool request(Call call, RawJson arguments, Invocation invocation) {
        return new InvokeTool(
                call.toolkit(),
                call.tool(),
                arguments,
                call.participantId(),
                invocation.onBehalfOf(),
                null,
                invocation.extension());
    }

    /**
     * Registers a toolkit: others in the room can call it until the registration is closed. Registered again after a reconnect.
     *
     * @param toolkit the toolkit
     * @param isPublic whether everybody sees it, or only those who name this participant
     * @return the registration
     * @throws TaskException if the room refuses
     */
    public Registration register(Toolkit toolkit, boolean isPublic) {
        return host.register(toolkit, isPublic);
    }

    /** A tool of a toolkit, and whose, when it is a private one of somebody. */
    record Call(String toolkit, String tool, @Nullable String participantId) {}

    /** A toolkit as the second leg of an ask describes it: its tools are a list. */
    Toolkit remote(RawJson described, String target) {
        JsonFields toolkit;
        try {
            toolkit = described.fields();
        } catch (WireException e) {
            throw new TaskException(
                    dev.taskrunner.ErrorCode.INVALID_REQUEST, "an unreadable toolkit came with the task", e);
        }
        String name = toolkit.string("name");
        String owner = toolkit.string("participant_id");
        return remote(name == null ? "" : name, toolkit, owner == null ? target : owner);
    }

    private Toolkit remote(String name, JsonFields toolkit, @Nullable String target) {
        List<Tool> tools = new ArrayList<>();
        for (ToolInfo info : ToolInfo.readAll(toolkit)) {
            tools.add(new RemoteTool(
                    info,
                    (arguments, context) -> ContentCodec.read(Agents.await(start(
                            new Call(name, info.name(), target), arguments, RemoteTool.options(context), context)))));
        }
        String title = toolkit.string("title");
        String description = toolkit.string("description");
        return Toolkit.of(name, tools)
                .describedAs(title == null ? name : title, description == null ? "" : description);
    }

    private CompletableFuture<Body> start(
            Call call, Object arguments, AskOptions options, @Nullable CallContext within) {
        Invocation invocation = new Invocation(link, options, within);
        RawJson given = RawJson.of(TaskInput.of(arguments).as(JsonNode.class));
        InvokeTool request = request(call, given, invocation);
        ByteBuffer attachment = options.attachment().map(Attachment::buffer).orElse(Body.NO_ATTACHMENT);
        return invocation.start(MessageType.INVOKE_TOOL, Body.of(request.json(), attachment));
    }
}
