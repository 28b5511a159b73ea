package dev.taskrunner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Generation;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that is called by a participant of the current generation. */
class CurrentServiceTest {
    private RoomServer server;
    private Room room;
    private ServiceHost host;

    @BeforeEach
    void start() {
        server = RoomServer.start(RoomServerOptions.defaults());
        TokenSource token = TokenSource.fixed(server.token("demo", "alice"));
        room = Room.connect(RoomOptions.builder(server.uri("demo"), token)
                .generation(Generation.CURRENT)
                .build());
        TaskSpec spec =
                TaskSpec.builder("echo").inputSchema("{\"type\":\"object\"}").build();
        host = ServiceHost.builder(Map.of())
                .host("127.0.0.1")
                .port(0)
                .serve("/echo", TaskRunner.of(spec, (context, input) -> TaskResult.of(input.asMap())))
                .start();
    }

    @AfterEach
    void stop() {
        room.close();
        host.close();
        server.close();
    }

    @ParameterizedTest(name = "by reverse WebSocket: {0}")
    @DisplayName("current 56: room.call makes a service join by the address and the token that it is given")
    @ValueSource(booleans = {false, true})
    void called(boolean reverse) {
        String url = host.uri("/echo").toString();
        room.agents().call("parrot", URI.create(reverse ? url.replaceFirst("http", "ws") : url), Map.of("x", 1));
        room.agents().await("parrot", Duration.ofSeconds(20));
        assertThat(room.toolkits().list()).anyMatch(toolkit -> toolkit.name().equals("parrot"));
        TaskResult echoed = room.toolkits().invoke("parrot", "run_parrot_task", Map.of("a", 1));
        assertThat(echoed.asMap()).containsEntry("a", 1);
    }
}
