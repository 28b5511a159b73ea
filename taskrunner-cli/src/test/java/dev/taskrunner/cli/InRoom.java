package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of commands against a real server on loopback, with credentials in the environment. */
abstract class InRoom {
    static final String SECRET = "a secret of at least thirty-two bytes";
    static final String ROOM = "test room";

    @TempDir
    Path folder;

    RoomServer server;
    Cli cli;
    private Room host;

    @BeforeEach
    void startServer() {
        server = RoomServer.start(RoomServerOptions.builder().secret(SECRET).build());
        cli = new Cli(folder)
                .with("MESHAGENT_API_URL", Addresses.webSocket(server).toString())
                .with("MESHAGENT_ROOM", ROOM)
                .with("MESHAGENT_SECRET", SECRET);
    }

    @AfterEach
    void stopServer() {
        if (host != null) {
            host.close();
        }
        server.close();
    }

    /** The participant that serves what is asked. */
    Room host() {
        if (host == null) {
            host = join("host");
        }
        return host;
    }

    Room join(String name) {
        return Room.connect(RoomOptions.builder(server.uri(ROOM), TokenSource.secret(SECRET, ROOM))
                .name(name)
                .build());
    }
}
