package dev.taskrunner.conformance;

import dev.taskrunner.room.ApiKey;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.Generation;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A server with one room, our own clients of both generations in it, and the program that plays the other side. */
final class Stage implements AutoCloseable {
    static final String ROOM = "stage";
    private static final String SECRET = "a secret of the stage, long enough for everybody";
    private static final ApiKey KEY =
            new ApiKey(UUID.randomUUID(), UUID.randomUUID(), "a key's secret - long enough for everybody");

    private final String version;
    private final String scenario;
    private final Deque<Runnable> open = new ArrayDeque<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private RoomServer server;

    Stage(String version, String scenario) {
        this.version = version;
        this.scenario = scenario;
        server = start(0);
        environment.put("URL", server.uri(ROOM).toString());
        environment.put("HTTP", server.httpUri().toString().replaceAll("/$", ""));
        environment.put("API_KEY", KEY.encode());
        environment.put("ROOM", ROOM);
        environment.put("SECRET", SECRET);
        environment.put("TOKEN", server.token(ROOM, "node"));
        environment.put("OTHER_TOKEN", server.token(ROOM, "other"));
    }

    private static RoomServer start(int port) {
        return RoomServer.start(RoomServerOptions.builder()
                .port(port)
                .secret(SECRET)
                .apiKeys(List.of(KEY))
                .delegatedNames(true)
                .build());
    }

    String version() {
        return version;
    }

    /** Gives the program another second token. */
    void otherToken(String token) {
        environment.put("OTHER_TOKEN", token);
    }

    /** A token that allows nothing but to be there. */
    String poorToken() {
        return server.token(
                ParticipantToken.builder("poor").room(ROOM).api(ApiScope.none()).build());
    }

    /** A token that allows nothing but to read these documents. */
    String readersToken(String documents) {
        Map<String, Object> rule = Map.of("path", documents, "readOnly", true);
        return server.token(ParticipantToken.builder("reader")
                .room(ROOM)
                .grant("api", Map.of("sync", Map.of("paths", List.of(rule))))
                .build());
    }

    /** Our client, named after the generation that it speaks. */
    Room join(Generation generation) {
        String name = generation.name().toLowerCase(java.util.Locale.ROOT);
        Room room = Room.connect(RoomOptions.builder(server.uri(ROOM), TokenSource.fixed(server.token(ROOM, name)))
                .generation(generation)
                .reconnectDelay(Duration.ofMillis(50), Duration.ofMillis(500))
                .gracePeriod(Duration.ofMillis(200))
                .build());
        open.push(room::close);
        return room;
    }

    NodeProgram play() throws IOException {
        NodeProgram program = new NodeProgram(version, scenario, environment);
        open.push(program::close);
        return program;
    }

    /** Ends the server and starts another one at the same place. */
    void restartServer() {
        int port = server.port();
        server.close();
        server = start(port);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
        server.close();
    }
}
