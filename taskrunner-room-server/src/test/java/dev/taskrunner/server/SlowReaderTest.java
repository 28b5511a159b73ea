package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SlowReaderTest {
    private static final int CHUNK = 512 << 10;
    private static final long QUEUE = 40L << 20;

    private RoomServer server;
    private WireClient caller;
    private WireClient slow;
    private JdkSocket socket;

    @BeforeEach
    void start() {
        server = RoomServer.start(
                RoomServerOptions.builder().maxQueuedBytesPerConnection(QUEUE).build());
        caller = Via.SOCKET.join(server, "demo", "alice");
        slow = Via.SOCKET.join(server, "demo", "slow");
        socket = (JdkSocket) slow.transport;
        socket.stopReading();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Body send(int n) {
        JsonFields json = WireClient.fields("to_participant_id", slow.id(), "type", "t", "message", Map.of("n", n));
        return caller.answer(caller.send("messaging.send", json, new byte[CHUNK]));
    }

    @Test
    @DisplayName("A slow reader is cut off at the limit of its queue while others are served")
    void cutOff() {
        boolean gone = false;
        for (int i = 0; i < 300 && !gone; i++) {
            gone = "error".equals(send(i).json().string("type"));
            assertThat(caller.requestJson("agent.list_agents").has("agents")).isTrue();
        }
        assertThat(gone).as("the slow reader is treated as gone").isTrue();
        assertThat(caller.settle()).isEmpty();
    }

    /** 30 MiB: more than socket buffers hold, so that the server has to stop and go on. */
    @Test
    @DisplayName("A reader that pauses gets everything, in order, when it goes on")
    void pause() {
        int count = 60;
        for (int i = 0; i < count; i++) {
            assertThat(send(i).json().string("type")).isEqualTo("empty");
        }
        socket.goOnReading();
        for (int i = 0; i < count; i++) {
            assertThat(slow.awaitJson("messaging.send").object("message").integer("n"))
                    .isEqualTo(i);
        }
    }
}
