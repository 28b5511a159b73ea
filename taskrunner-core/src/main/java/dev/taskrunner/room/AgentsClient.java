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
import dev.taskrunner.protocol.AskRequest;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.MessageType;
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

    AgentsClient(RoomLink link, @Nullable CallContext within) {
        this.link = link;
        this.within = within;
    }

    /** The same runners, asked on account of a call: its time, cancellation and chain go along. */
    AgentsClient within(CallContext context) {
        return new AgentsClient(link, context);
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

    private CompletableFuture<Body> start(String agent, Object arguments, AskOptions options) {
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
