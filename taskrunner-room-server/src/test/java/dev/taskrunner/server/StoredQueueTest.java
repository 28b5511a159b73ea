package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredQueueTest {
    private final MVStore store = MVStore.open(null);
    private final MVMap<Long, byte[]> messages = store.openMap("m");
    private final StoredQueue queue = StoredQueue.create("q", 7, messages);

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] message(int number) {
        return StoredMessage.of(RawJson.of(number)).encode();
    }

    @Test
    @DisplayName("First in, first out; what is returned comes at its old place")
    void order() {
        for (int i = 0; i < 4; i++) {
            assertThat(queue.append(message(i))).isEqualTo(i);
        }
        assertThat(queue.ready()).isEqualTo(0);
        queue.lend(0, message(0));
        assertThat(queue.ready()).isEqualTo(1);
        queue.remove(1);
        assertThat(queue.ready()).isEqualTo(2);
        queue.putBack(0, message(0));
        assertThat(queue.ready()).isEqualTo(0);
        queue.remove(0);
        assertThat(queue.ready()).isEqualTo(2);
        assertThat(queue.count()).isEqualTo(2);
        assertThat(queue.lent()).isZero();
    }

    @Test
    @DisplayName("What was lent before the ledger was opened is not ready, and comes back where it was")
    void lentBefore() {
        for (int i = 0; i < 3; i++) {
            queue.append(message(i));
        }
        StoredQueue again = StoredQueue.decode("q", queue.encode(), id -> messages);
        assertThat(again.id).isEqualTo(7);
        assertThat(again.bytes()).isEqualTo(queue.bytes());
        again.lentBefore(0);
        again.lentBefore(1);
        assertThat(again.ready()).isEqualTo(2);
        again.putBack(1, message(1));
        assertThat(again.ready()).isEqualTo(1);
        again.remove(0); // acknowledged
        assertThat(again.ready()).isEqualTo(1);
        assertThat(again.append(message(3))).isEqualTo(3);
    }

    @Test
    @DisplayName("An emptied queue has nothing, not even what was lent, and goes on counting")
    void clear() {
        queue.append(message(0));
        queue.append(message(1));
        queue.lend(0, message(0));
        long bytes = queue.bytes();
        assertThat(queue.clear()).isEqualTo(bytes).isPositive();
        assertThat(queue.ready()).isNull();
        assertThat(queue.has(0)).isFalse();
        assertThat(queue.append(message(2))).isEqualTo(2);
        assertThat(queue.ready()).isEqualTo(2);
        assertThatIllegalStateException().isThrownBy(() -> queue.get(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("Whatever is done in whatever order, the next is the first that is neither lent nor gone")
    void property(long seed) {
        Random random = new Random(seed);
        TreeSet<Long> ready = new TreeSet<>();
        List<Long> lent = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < 2_000; i++) {
            int what = random.nextInt(4);
            if (what == 0 || (ready.isEmpty() && lent.isEmpty())) {
                byte[] message = message(random.nextInt(1_000_000));
                ready.add(queue.append(message));
                bytes += message.length;
            } else if (what == 1 && !ready.isEmpty()) {
                long number = ready.pollFirst();
                if (random.nextBoolean()) {
                    queue.lend(number, queue.get(number));
                    lent.add(number);
                } else {
                    bytes -= queue.remove(number).length;
                }
            } else if (what >= 2 && !lent.isEmpty()) {
                long number = lent.remove(random.nextInt(lent.size()));
                if (what == 2) {
                    bytes -= queue.remove(number).length;
                } else {
                    queue.putBack(number, queue.get(number));
                    ready.add(number);
                }
            }
            assertThat(queue.ready()).as("seed %s step %s", seed, i).isEqualTo(ready.isEmpty() ? null : ready.first());
            assertThat(queue.lent()).isEqualTo(lent.size());
            assertThat(queue.count()).isEqualTo(ready.size() + lent.size());
            assertThat(queue.bytes()).isEqualTo(bytes);
        }
    }

    @Test
    @DisplayName("Messages and leases are read as they were written")
    void codecs() {
        JsonFields origin = JsonFields.builder().put("queue", "x").build();
        StoredMessage message = new StoredMessage(3, origin, RawJson.of("text"));
        StoredMessage read = StoredMessage.decode(message.encode());
        assertThat(read.attempts()).isEqualTo(3);
        assertThat(read.origin().string("queue")).isEqualTo("x");
        assertThat(read.message()).hasToString("\"text\"");
        assertThat(StoredMessage.decode(message(1)).origin().names()).isEmpty();
        Lease lease = new Lease("q", 5, 99, true, new Lease.Terms(1_000, 3, "q.dead"));
        assertThat(Lease.decode(lease.encode())).isEqualTo(lease);
        assertThat(Lease.decode(lease.until(7).encode()).until()).isEqualTo(7);
    }
}
