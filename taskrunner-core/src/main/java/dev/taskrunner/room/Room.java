package dev.taskrunner.room;

import dev.taskrunner.Registration;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskHost;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.JsonFields;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

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

    private Room(RoomOptions options) {
        Executor given = options.executor();
        Executor executor = given == null ? control : given;
        this.link = new RoomLink(
                options,
                executor,
                control,
                () -> options.tokens().token(options.name().orElse("")));
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
        Room room = new Room(options);
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
     * Changes attributes of this participant; others on the roster hear of it.
     *
     * @param attributes what changes; nothing can be removed
     * @throws TaskException if the connection is lost
     */
    public void setAttributes(Map<String, ?> attributes) {
        JsonFields.Builder json = JsonFields.builder();
        attributes.forEach(json::put);
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
