package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.spi.InMemoryTransport;
import dev.taskrunner.room.spi.RoomTransport;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InMemoryTransportContractTest extends RoomTransportContractTests {
    @Override
    protected TransportPeer newPeer() {
        return new InMemoryPeer();
    }

    @Test
    @DisplayName("the end is reported last, whatever order the executor runs its tasks in")
    void reportsTheEndLast() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        List<InMemoryTransport> ends = InMemoryTransport.pair(tasks::add);
        List<String> heard = new ArrayList<>();
        ends.get(0).start(new Words(heard));
        ends.get(1).start(new Words(new ArrayList<>()));
        ends.get(0).ping();
        ends.get(0).close(1000, "");
        while (!tasks.isEmpty()) {
            tasks.removeLast().run();
        }
        assertThat(heard).last().isEqualTo("closed");
    }

    private record Words(List<String> heard) implements RoomTransport.Listener {
        @Override
        public void onPacket(ByteBuffer packet) {
            heard.add("packet");
        }

        @Override
        public void onPong() {
            heard.add("pong");
        }

        @Override
        public void onDrained() {
            heard.add("drained");
        }

        @Override
        public void onClosed(int code, String reason) {
            heard.add("closed");
        }
    }
}
