package dev.taskrunner.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.Agents;
import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.AskRequest;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The runners of a room, asked by this participant. Safe for several threads.
 */
public final class AgentsClient implements Agents {
    private static final Duration POLL = Duration.ofMillis(100);

    private final RoomLink link;
    private final @Nullable CallContext within;
    /** The account of {@link #within}; null when that call came over another link, or none. */
    private final @Nullable Account account;

    AgentsClient(RoomLink link) {
        this(link, null, null);
    }

    private AgentsClient(RoomLink link, @Nullable CallContext within, @Nullable Account account) {
        this.link = link;
        this.within = within;
        this.account = account;
    }

    /**
     * The same runners, asked on account of a call: its remaining time, cancellation, principal and place in the chain of asks go
     * along. A call that came from this room is continued by whoever works on it, as {@link CallContext#agents()} does.
     *
     * @param context the call; from this room, from another one, or made by hand
     * @return the runners of this room
     */
    public AgentsClient within(CallContext context) {
        AgentsClient its = of(context);
        return its != null && its.link.sharesRoomWith(link) ? its : new AgentsClient(link, context, null);
    }

    /** For a call of this participant's own: there is nobody before it. */
    AgentsClient first(CallContext context) {
        return new AgentsClient(link, context, null);
    }

    /** For a call that came over this very link. */
    AgentsClient within(CallContext context, Account itsAccount) {
        return new AgentsClient(link, context, itsAccount);
    }

    /** Where a call of this room goes on: on the link that it came over, else on the given one. */
    static RoomLink link(CallContext context, RoomLink otherwise) {
        AgentsClient its = of(context);
        return its != null && its.link.sharesRoomWith(otherwise) ? its.link : otherwise;
    }

    private static @Nullable AgentsClient of(CallContext context) {
        return context.agents() instanceof AgentsClient client ? client : null;
    }

    /** The account of a call that came over the given link. */
    static @Nullable Account account(@Nullable CallContext context, RoomLink link) {
        AgentsClient its = context == null ? null : of(context);
        return its == null || its.link != link ? null : its.account;
    }

    /**
     * Says whether the room passes conversations on.
     *
     * @return whether {@link AskOptions#conversation} can be used
     */
    public boolean passesConversations() {
        return link.handshake().offers(RoomReady.ASK_CONTEXT);
    }

    @Override
    public CompletableFuture<TaskResult> askAsync(String agent, Object arguments, AskOptions options) {
        return Futures.handOver(start(agent, arguments, options), ContentCodec::readAnswer, link.executor());
    }

    /** The same as {@link #askAsync} and waiting, without the hop to another thread. */
    @Override
    public TaskResult ask(String agent, Object arguments, AskOptions options) {
        return ContentCodec.readAnswer(Agents.await(start(agent, arguments, options)));
    }

    /** Refuses what the room would not pass on, and what the account does not allow. */
    private void check(AskOptions options) {
        if (!options.conversation().isEmpty() && !passesConversations()) {
            throw new TaskException(
                    ErrorCode.UNSUPPORTED, "this room server passes no conversation on to runners; ask without one");
        } else if (within != null && account != null) {
            account.spend(within.delegation());
        }
    }

    private CompletableFuture<Body> start(String agent, Object arguments, AskOptions options) {
        try {
            check(options);
        } catch (TaskException e) {
            return CompletableFuture.failedFuture(e);
        }
        Invocation invocation = new Invocation(link, options, within);
        AskRequest request = new AskRequest(
                agent,
                RawJson.of(TaskInput.of(arguments).as(JsonNode.class)),
                invocation.onBehalfOf(),
                options.toolkits().isEmpty()
                        ? null
                        : options.toolkits().stream()
                                .map(RequiredToolkit::toMap)
                                .map(RawJson::of)
                                .toList(),
                options.conversation().isEmpty() ? null : RawJson.of(options.conversation()),
                invocation.extension());
        ByteBuffer attachment = options.attachment().map(Attachment::buffer).orElse(Body.NO_ATTACHMENT);
        return invocation.start(MessageType.ASK, Body.of(request.json(), attachment));
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<TaskSpec> list() {
        List<RawJson> agents =
                link.request(MessageType.LIST_AGENTS, JsonFields.EMPTY).array("agents");
        List<TaskSpec> specs = new ArrayList<>();
        for (RawJson agent : agents == null ? List.<RawJson>of() : agents) {
            try {
                specs.add(TaskSpec.fromMap((Map<String, ?>) agent.as(Map.class)));
            } catch (WireException e) {
                throw new TaskException(ErrorCode.INVALID_RESPONSE, "the room listed an unreadable agent", e);
            }
        }
        return List.copyOf(specs);
    }

    /**
     * Calls a service into the room: it is told where the room is, gets a token, and joins. Returns when the service has accepted;
     * use {@link #await} to wait until its runner is there.
     *
     * @param name the name that the service will have in the room
     * @param url where the service is: {@code http} or {@code https} for a webhook, {@code ws} or {@code wss} to have the room
     *     connect to it
     * @param arguments for the service
     * @throws TaskException if the room denies it, or the service cannot be reached or refuses
     */
    public void call(String name, URI url, Map<String, ?> arguments) {
        link.request(
                MessageType.CALL,
                JsonFields.builder()
                        .put("name", name)
                        .put("url", url.toString())
                        .put("arguments", arguments)
                        .build());
    }

    /**
     * One runner as a tool, named {@code run_} and the runner's name. Calling it asks the runner on account of the call: with the
     * tool's arguments, attachment, principal, remaining time, cancellation and place in the chain of asks; progress is passed on.
     *
     * @param agent the runner, as {@link #list()} or {@link #await} describes it
     * @return a tool with the runner's title, description and schemas
     */
    public Tool tool(TaskSpec agent) {
        return new AgentTool(this, agent);
    }

    /**
     * Runners as the toolkit {@code agents}: those that are in the room now.
     *
     * @param names the runners; none named means all
     * @return a toolkit with one {@link #tool} for each, in that order
     * @throws TaskException {@link ErrorCode#UNKNOWN_AGENT} naming those that are not in the room
     */
    public Toolkit toolkit(String... names) {
        return AgentTools.toolkit(this, names.length == 0 ? null : List.of(names), "");
    }

    /**
     * Waits until a runner is in the room.
     *
     * @param agent the runner's name
     * @param timeout how long to wait at most
     * @return its spec
     * @throws TaskException {@link ErrorCode#UNKNOWN_AGENT} when it has not come by then
     */
    public TaskSpec await(String agent, Duration timeout) {
        return Polling.until(
                        link,
                        timeout,
                        POLL,
                        () -> list().stream()
                                .filter(spec -> spec.name().equals(agent))
                                .findFirst())
                .orElseThrow(() -> new TaskException(
                        ErrorCode.UNKNOWN_AGENT,
                        "agent '" + agent + "' is not in the room (waited " + timeout.toMillis() + " ms)"));
    }
}
