package dev.taskrunner.testing;

import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server and its rooms for one test: joins as whom the test wants, stops and starts the server, writes down what goes over
 * the connections, and closes everything at the end. Given to tests by {@link RoomExtension}.
 *
 * <p>Safe for several threads; {@code this} guards the server and the rooms.
 */
public final class RoomFixture implements AutoCloseable {
    private static final Duration LEAST_RECONNECT = Duration.ofMillis(10);
    private static final Duration GREATEST_RECONNECT = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofMillis(500);

    private final UnaryOperator<RoomServerOptions.Builder> serverOptions;
    private final UnaryOperator<RoomOptions.Builder> roomOptions;
    private final boolean inMemory;
    private final String roomName;
    private final String secret = UUID.randomUUID().toString() + UUID.randomUUID();
    private final Transcript transcript = new Transcript();
    private final RoomTransport.Factory transport;
    private final Map<String, Room> byName = new LinkedHashMap<>();
    private final Deque<Room> opened = new ArrayDeque<>();
    private @Nullable RoomServer server;
    private int port;

    RoomFixture(
            boolean inMemory,
            String roomName,
            UnaryOperator<RoomServerOptions.Builder> serverOptions,
            UnaryOperator<RoomOptions.Builder> roomOptions) {
        this.inMemory = inMemory;
        this.roomName = roomName;
        this.serverOptions = serverOptions;
        this.roomOptions = roomOptions;
        RoomTransport.Factory bare =
                inMemory ? target -> server().inMemory().create(target) : RoomOptions.defaultTransport();
        this.transport = RecordingTransport.wrap(bare, transcript);
        startServer();
    }

    private synchronized void startServer() {
        RoomServerOptions.Builder builder =
                serverOptions.apply(RoomServerOptions.builder().secret(secret).delegatedNames(true));
        if (inMemory) {
            server = RoomServer.inMemoryOnly(builder.build());
        } else {
            server = RoomServer.start(
                    port == 0 ? builder.build() : builder.port(port).build());
            port = server.port();
        }
    }

    /**
     * The server.
     *
     * @return the one that runs
     * @throws IllegalStateException while none runs
     */
    public synchronized RoomServer server() {
        if (server == null) {
            throw new IllegalStateException("the server was stopped");
        }
        return server;
    }

    /** Ends the server as an operator would: connections are closed. Does nothing when it is stopped. */
    public void stopServer() {
        RoomServer running;
        synchronized (this) {
            running = server;
            server = null;
        }
        if (running != null) {
            running.close();
        }
    }

    /** Ends the server and starts another one with the same options, secret and port; rooms come back by themselves. */
    public void restartServer() {
        stopServer();
        startServer();
    }

    /**
     * The name of the room.
     *
     * @return the room that everything here joins unless told otherwise
     */
    public String roomName() {
        return roomName;
    }

    /**
     * The address of the room.
     *
     * @return for {@code Room.connect}
     */
    public URI uri() {
        return server().uri(roomName);
    }

    /**
     * A token for the room.
     *
     * @param name the participant's name
     * @return for {@code Room.connect}
     */
    public String token(String name) {
        return server().token(roomName, name);
    }

    /**
     * The room, joined once under each name.
     *
     * @param name the participant's name
     * @return the same object for the same name; closed with this fixture
     */
    public synchronized Room room(String name) {
        return byName.computeIfAbsent(name, this::connect);
    }

    /**
     * Joins the room anew.
     *
     * @param name the participant's name
     * @return another connection, whoever else has that name; closed with this fixture
     */
    public Room connect(String name) {
        return connect(options(name));
    }

    /**
     * Joins the room with a token that allows no more than it says.
     *
     * @param name the participant's name
     * @param allowed the grants
     * @return another connection; closed with this fixture
     */
    public Room connect(String name, ApiScope allowed) {
        ParticipantToken token =
                ParticipantToken.builder(name).room(roomName).api(allowed).build();
        return connect(withToken(roomName, server().token(token)));
    }

    /**
     * Joins a room.
     *
     * @param options made of {@link #options}, or not
     * @return the room; closed with this fixture
     */
    public Room connect(RoomOptions.Builder options) {
        Room room = Room.connect(options.build());
        synchronized (this) {
            opened.push(room);
        }
        return room;
    }

    /**
     * How rooms are joined here: short times for reconnects and for stopping, connections written down.
     *
     * @param name the participant's name
     * @return a builder to change
     */
    public RoomOptions.Builder options(String name) {
        return options(roomName, name);
    }

    /**
     * The same for another room of the server.
     *
     * @param otherRoom the room's name
     * @param name the participant's name
     * @return a builder to change
     */
    public RoomOptions.Builder options(String otherRoom, String name) {
        return withToken(otherRoom, server().token(otherRoom, name));
    }

    private RoomOptions.Builder withToken(String otherRoom, String token) {
        return roomOptions.apply(RoomOptions.builder(server().uri(otherRoom), TokenSource.fixed(token))
                .transport(transport)
                .reconnectDelay(LEAST_RECONNECT, GREATEST_RECONNECT)
                .gracePeriod(GRACE));
    }

    /**
     * What carries the packets here, for tests that put something of their own around it.
     *
     * @return makes transports to the server; what goes through them is written down
     */
    public RoomTransport.Factory transport() {
        return transport;
    }

    /**
     * What went over the connections: a line for each message, with its direction, type, id and shortened JSON. Tokens and
     * secrets are left out.
     *
     * @return the latest lines; what is printed when a test fails
     */
    public String transcript() {
        return transcript.toString();
    }

    Transcript recorded() {
        return transcript;
    }

    /** Closes all rooms, the latest first, and the server. All of them, even if one of them fails. */
    @Override
    public void close() {
        Deque<AutoCloseable> all = new ArrayDeque<>();
        synchronized (this) {
            all.addAll(opened);
            opened.clear();
            byName.clear();
        }
        all.addLast(this::stopServer);
        @Nullable IllegalStateException failure = null;
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("not everything of the test could be closed", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
