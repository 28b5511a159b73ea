package dev.taskrunner.room;

import dev.taskrunner.CallContext;
import dev.taskrunner.Participant;
import dev.taskrunner.Registration;
import dev.taskrunner.Requirement;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskHost;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.JsonFields;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A room, joined: ask runners, serve runners, call tools, send messages.
 *
 * <pre>{@code
 * try (Room room = Room.connect(uri, token)) {
 *     room.serve(runner);
 *     Sum sum = room.agents().ask("add", new Add(1, 2), Sum.class);
 * }
 * }</pre>
 *
 * <p>On the wire an agent is a participant. So the first runner without a name, or with this participant's, is served on this
 * connection, and every other one on a further connection of its own, when the {@link TokenSource} or the server gives a token
 * for it. All of them end with the room.
 *
 * <p>A lost connection is made again, and everything registered again; what waited for an answer fails at once.
 *
 * <p>Safe for several threads.
 */
public final class Room implements TaskHost, AutoCloseable {
    private final RoomServices services;
    private final RoomLink link;
    private final DeveloperClient developer;
    private final DocumentsClient documents;
    private final AdminClient admin;
    /** Ours: ends with the room. */
    private final Executor control = RoomExecutors.create();

    private final ServedRunners runners;

    /** What this participant said of itself; said again after a reconnect. Guards itself. */
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    private Room(RoomOptions options, @Nullable Supplier<String> token) {
        Executor given = options.executor();
        Executor executor = given == null ? control : given;
        this.link = new RoomLink(
                options,
                executor,
                control,
                token != null
                        ? token
                        : () -> options.tokens().token(options.name().orElse("")));
        link.onReconnected(this::sendAttributes); // the first step: others are to see them from the start
        this.services = new RoomServices(link);
        this.runners = new ServedRunners(services, this::name);
        this.developer = new DeveloperClient(link);
        this.documents = new DocumentsClient(link);
        this.admin = new AdminClient(link);
    }

    /**
     * Joins a room and waits until it is ready.
     *
     * @param uri the room, for example {@code ws://127.0.0.1:8080/rooms/demo}
     * @param token a participant token for that room
     * @return the room
     * @throws RoomException if the room cannot be reached, or refuses
     */
    public static Room connect(URI uri, String token) {
        return connect(RoomOptions.builder(uri, TokenSource.fixed(token)).build());
    }

    /**
     * Joins a room and waits until it is ready.
     *
     * @param options where, as whom and how
     * @return the room
     * @throws RoomException if the room cannot be reached, or refuses
     */
    public static Room connect(RoomOptions options) {
        return connected(new Room(options, null));
    }

    /**
     * Joins the same room once more, as another participant; by a token of the {@link TokenSource} or of the server, as for a runner
     * that is served.
     *
     * @param name the other participant's name
     * @return another room, to be closed before this one
     * @throws TaskException if no token can be had for the name
     * @throws RoomException if the room cannot be reached, or refuses
     */
    public Room joinAs(String name) {
        return connected(new Room(link.options(), () -> FurtherTokens.token(link, name)));
    }

    private static Room connected(Room room) {
        try {
            room.link.connect();
            return room;
        } catch (RuntimeException e) {
            room.close();
            throw e;
        }
    }

    /**
     * Serves a runner: installs what it requires, registers it, answers its asks until the registration, the runner or this room
     * is closed.
     *
     * @param runner the runner
     * @return the registration, once the runner can be asked
     * @throws TaskException if a requirement is not met in time, the room refuses, or no token can be had for its name
     * @throws IllegalStateException if this runner is served under this name here already
     */
    @Override
    public Registration serve(TaskRunner runner) {
        return runners.serve(runner);
    }

    /**
     * Waits until there is what is required, as {@link #serve} does for a runner.
     *
     * @param requirements what is needed; each says for how long to wait
     * @throws TaskException naming what did not come in time
     */
    public void require(List<? extends Requirement> requirements) {
        new RequirementInstaller(services).install(List.copyOf(requirements));
    }

    /**
     * Starts the context of something that this participant does of itself, such as answering a message: with it tools and runners
     * can be called for somebody else, until a deadline, and cancelled.
     *
     * @return a builder with this participant as caller and the room's runners; without deadline
     */
    public CallContext.Builder call() {
        Participant self = new Participant(participantId(), name(), "agent", Map.of());
        return CallContext.builder(self)
                .room(roomName())
                .agents(services.agents()::first)
                .secrets(services.secrets()::forCall);
    }

    /**
     * The runners in this room.
     *
     * @return a client, always the same
     */
    public AgentsClient agents() {
        return services.agents();
    }

    /**
     * The toolkits in this room.
     *
     * @return a client, always the same
     */
    public ToolkitsClient toolkits() {
        return services.toolkits();
    }

    /**
     * The messages in this room.
     *
     * @return a client, always the same
     */
    public MessagingClient messaging() {
        return services.messaging();
    }

    /**
     * The files in this room.
     *
     * @return a client, always the same
     */
    public StorageClient storage() {
        return services.storage();
    }

    /**
     * The queues in this room.
     *
     * @return a client, always the same
     */
    public QueuesClient queues() {
        return services.queues();
    }

    /**
     * The developer log of this room.
     *
     * @return a client, always the same
     */
    public DeveloperClient developer() {
        return developer;
    }

    /**
     * The documents of this room.
     *
     * @return a client, always the same
     */
    public DocumentsClient documents() {
        return documents;
    }

    /**
     * The secrets that this room keeps for this participant.
     *
     * @return a client, always the same
     */
    public SecretsClient secrets() {
        return services.secrets();
    }

    /**
     * What only those may do who look after this room.
     *
     * @return a client, always the same
     */
    public AdminClient admin() {
        return admin;
    }

    /**
     * The name under which this participant is known.
     *
     * @return the name in its token
     */
    public String name() {
        String name = link.handshake().connected().attributes().string("name");
        return name == null ? "" : name;
    }

    /**
     * The id of this participant's connection; another one after each reconnect.
     *
     * @return the participant's id
     */
    public String participantId() {
        return link.handshake().connected().participantId();
    }

    /**
     * The name of the room.
     *
     * @return as the server says
     */
    public String roomName() {
        return link.handshake().ready().roomName();
    }

    /**
     * Says whether the connection stands at this moment.
     *
     * @return false while it is being made again, and after {@link #close}
     */
    public boolean isOpen() {
        return link.isOpen();
    }

    /**
     * When this room is left for good.
     *
     * @return completed with the reason when it is closed, or when the server refuses to let it in again
     */
    public CompletableFuture<String> ended() {
        return link.ended().copy();
    }

    /**
     * Changes attributes of this participant; others on the roster hear of it. Kept up across reconnects.
     *
     * @param attributes what changes; nothing can be removed
     * @throws TaskException if the connection is lost
     */
    public void setAttributes(Map<String, ?> attributes) {
        JsonFields.Builder json = JsonFields.builder();
        attributes.forEach(json::put);
        // Only now: what is no JSON would keep every later connection from being taken up.
        synchronized (this.attributes) {
            this.attributes.putAll(attributes);
        }
        link.connection().push(MessageType.SET_ATTRIBUTES, json.build());
    }

    private void sendAttributes() {
        JsonFields.Builder json = JsonFields.builder();
        synchronized (attributes) {
            if (attributes.isEmpty()) {
                return;
            }
            attributes.forEach(json::put);
        }
        link.connection().push(MessageType.SET_ATTRIBUTES, json.build());
    }

    /** Leaves: stops all runners, within their grace period, and closes all connections. Idempotent. */
    @Override
    public void close() {
        runners.close();
        link.close();
        RoomExecutors.shutdown(control);
    }
}
