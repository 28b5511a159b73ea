package dev.taskrunner.cli;

import dev.taskrunner.server.RoomServer;
import java.net.URI;

/** A server's addresses as commands take them: without a path. */
final class Addresses {
    private Addresses() {}

    static URI http(RoomServer server) {
        return URI.create(server.httpUri().toString().replaceFirst("/+$", ""));
    }

    static URI webSocket(RoomServer server) {
        return URI.create(http(server).toString().replaceFirst("^http", "ws"));
    }
}
