package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What all ways into a server share: options, rooms, admissions, the wire. Thread-safe; the only thing that changes is that it
 * closes, once.
 */
final class ServerCore {
    private static final Duration CLOSE_TIME = Duration.ofSeconds(3);
    private static final String CLOSING = "the room server is shutting down";

    final RoomServerOptions options;
    final DataFolder data;
    final Rooms rooms;
    final Admissions admissions;
    final Outgoing outgoing;
    final Generations generations;
    final FileLinks links;

    private volatile URI base = URI.create("memory://server/");
    private volatile boolean closed;

    ServerCore(RoomServerOptions options, String secret) {
        this.options = options;
        data = DataFolder.open(options);
        rooms = new Rooms(options, data);
        admissions = new Admissions(options, secret, rooms);
        links = new FileLinks(options.timer.clock());
        outgoing = new Outgoing(options);
        generations = new Generations(this, secret);
    }

    /** The scheme, host and port under which rooms are reached. */
    void base(URI uri) {
        base = uri;
    }

    URI uri(String room) {
        return base.resolve(Admissions.ROOMS.substring(1) + encode(room));
    }

    static String encode(String room) {
        return URLEncoder.encode(room, StandardCharsets.UTF_8).replace("+", "%20");
    }

    void checkOpen() throws Refusal {
        if (closed) {
            throw Refusal.busy(CLOSING);
        }
    }

    /** Brings a connection into its room, unless the server closes meanwhile. */
    void begin(Connection connection, Link link, String roomUrl) {
        connection.begin(roomUrl);
        if (closed) {
            link.close(CloseCode.GOING_AWAY, CLOSING);
        }
    }

    /** Answers all that waits, closes all connections and waits until they are gone. */
    void close() {
        closed = true;
        for (RoomModel room : rooms.all()) {
            room.failAll(JobBoard.error(ErrorCode.CONNECTION_LOST, CLOSING));
            room.participants().forEach(this::sayGoodbye);
        }
        rooms.awaitEmpty(CLOSE_TIME);
        outgoing.close();
        data.close();
    }

    /** After a close frame, Python's client of the current generation never comes back (current protocol §1.7). */
    private void sayGoodbye(Session session) {
        if (session.current || session.dialect == generations.current) {
            session.link.drop(CLOSING);
        } else {
            session.link.close(CloseCode.GOING_AWAY, CLOSING);
        }
    }
}
