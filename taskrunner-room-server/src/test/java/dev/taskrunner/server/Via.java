package dev.taskrunner.server;

import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportTarget;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** How a test's clients reach the server. */
enum Via {
    SOCKET {
        @Override
        RoomServer start(RoomServerOptions options) {
            return RoomServer.start(options);
        }

        @Override
        RoomTransport transport(RoomServer server, TransportTarget target) {
            return new JdkSocket(target);
        }
    },
    MEMORY {
        @Override
        RoomServer start(RoomServerOptions options) {
            return RoomServer.inMemoryOnly(options);
        }

        @Override
        RoomTransport transport(RoomServer server, TransportTarget target) {
            return server.inMemory().create(target);
        }
    };

    abstract RoomServer start(RoomServerOptions options);

    abstract RoomTransport transport(RoomServer server, TransportTarget target);

    /** A client that the server has greeted. */
    WireClient join(RoomServer server, String room, String name) {
        return join(server, room, name, server.token(room, name));
    }

    WireClient join(RoomServer server, String room, String name, String token) {
        return WireClient.join(transport(server, target(server, room, token)), name);
    }

    static TransportTarget target(RoomServer server, String room, String token) {
        URI uri = URI.create(
                server.uri(room) + "?token=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + "&v=0.23.0");
        return new TransportTarget(uri, Map.of(), null, null, Duration.ofSeconds(10));
    }
}
