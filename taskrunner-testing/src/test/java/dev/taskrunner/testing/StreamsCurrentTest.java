package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.Generation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The same in the current generation of the wire. */
@Speaking(Generation.CURRENT)
class StreamsCurrentTest extends StreamsTest {

    @Test
    @DisplayName("current §6.4: between two of the current generation a stream is a call, not a row of messages")
    void asCall(RoomFixture rooms) throws Exception {
        talk(rooms.connect("alice"), rooms.connect("bob"));
        assertThat(rooms.transcript())
                .contains("room.tool_call.messaging", "room.tool_call_request_chunk.messaging")
                .doesNotContain("stream.accept");
    }
}
