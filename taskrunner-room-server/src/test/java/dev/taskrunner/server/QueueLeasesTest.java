package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases where they meet waiting receivers, drained queues, bad terms and each other; and queues that are long. */
class QueueLeasesTest extends RoomCase {
    private final ManualTimer timer = new ManualTimer();

    QueueLeasesTest() {
        via = Via.SOCKET;
    }

    @Override
    RoomServerOptions.Builder options() {
        return super.options().timer(timer);
    }

    private static void send(WireClient client, Object message) {
        assertThat(type(client.request("queues.send", "name", "q", "message", message)))
                .isEqualTo("empty");
    }

    private static String type(Body answer) {
        return answer.json().string("type");
    }

    private static JsonFields take(WireClient client, String queue, Object... more) {
        JsonFields json = JsonFields.builder()
                .put("name", queue)
                .put("wait", false)
                .putAll(WireClient.fields(more))
                .build();
        return client.answer(client.send("queues.take", json, new byte[0]))
                .json()
                .object("json");
    }

    private static JsonFields queue(WireClient client) {
        List<RawJson> all = client.requestJson("queues.list").array("queues");
        return WireClient.parse(all.get(0));
    }

    @Test
    @DisplayName("A lease that ends serves whoever waits for a message, for good or on loan, in turn")
    void endServesWaiting() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        send(alice, "one");
        send(alice, "two");
        take(alice, "q", "lease_ms", 1_000);
        take(alice, "q", "lease_ms", 2_000);
        long classic = bob.send("queues.receive", "name", "q", "wait", true);
        long lending = bob.send("queues.take", "name", "q", "wait", true);
        bob.settle();
        eventually(() -> queue(bob).integer("waiting") == 2);
        timer.advance(Duration.ofSeconds(1));
        Body first = bob.answer(classic);
        assertThat(first.json().string("text")).isEqualTo("one");
        assertThat(first.json().object("taskrunner").integer("attempts")).isEqualTo(1);
        timer.advance(Duration.ofSeconds(1));
        JsonFields second = bob.answer(lending).json().object("json");
        assertThat(second.string("message")).isEqualTo("two");
        assertThat(second.integer("attempts")).isEqualTo(2);
    }

    @Test
    @DisplayName("Messages that come back in any order are lent again in the order in which they were sent")
    void backInOrder() {
        WireClient alice = join("alice");
        List<String> receipts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            send(alice, i);
            receipts.add(take(alice, "q").string("receipt"));
        }
        for (int i : new int[] {3, 0, 5, 1, 4, 2}) {
            alice.request("queues.return", "receipt", receipts.get(i));
        }
        for (long i = 0; i < 6; i++) {
            assertThat(take(alice, "q").integer("message")).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @DisplayName("What was lent of a queue that is drained or closed cannot be acknowledged, returned or had again")
    @ValueSource(strings = {"queues.drain", "queues.close"})
    void goneQueue(String how) {
        WireClient alice = join("alice");
        send(alice, "lent");
        send(alice, "resting");
        String lent = take(alice, "q").string("receipt");
        alice.request("queues.return", "receipt", take(alice, "q").string("receipt"), "delay_ms", 500);
        assertThat(type(alice.request(how, "name", "q"))).isEqualTo("empty");
        send(alice, "new");
        for (String request : List.of("queues.acknowledge", "queues.return", "queues.extend")) {
            assertThat(WireClient.code(alice.request(request, "receipt", lent))).isEqualTo("not_found");
        }
        timer.advance(Duration.ofHours(1));
        assertThat(take(alice, "q").string("message")).isEqualTo("new");
        assertThat(take(alice, "q")).isNull();
        assertThat(queue(alice).integer("leased")).isEqualTo(1);
    }

    @Test
    @DisplayName("A lease that is extended again and again never ends; one that is cut short ends sooner")
    void extended() {
        WireClient alice = join("alice");
        send(alice, "m");
        String receipt = take(alice, "q", "lease_ms", 1_000).string("receipt");
        for (int i = 0; i < 10; i++) {
            timer.advance(Duration.ofMillis(999));
            assertThat(type(alice.request("queues.extend", "receipt", receipt, "lease_ms", 1_000)))
                    .isEqualTo("empty");
        }
        assertThat(take(alice, "q")).isNull();
        alice.request("queues.extend", "receipt", receipt, "lease_ms", 10);
        timer.advance(Duration.ofMillis(10));
        assertThat(take(alice, "q").integer("attempts")).isEqualTo(2);
    }

    @ParameterizedTest
    @DisplayName("Terms out of range are brought into it: a lease lasts from a millisecond to a day")
    @CsvSource({"0, 1", "-5, 1", "1, 1", "86400000, 86400000", "86400001, 86400000", "9223372036854775807, 86400000"})
    void terms(long given, long lasts) {
        WireClient alice = join("alice");
        send(alice, "m");
        assertThat(take(alice, "q", "lease_ms", given).integer("lease_ms")).isEqualTo(lasts);
        timer.advance(Duration.ofMillis(lasts - 1));
        assertThat(take(alice, "q")).isNull();
        timer.advance(Duration.ofMillis(1));
        assertThat(take(alice, "q")).isNotNull();
    }

    @ParameterizedTest
    @DisplayName("A dead letter after so many attempts as the last lease allows, whoever took it before")
    @CsvSource({"1, 1", "3, 3", "0, 5", "-1, 5", "9223372036854775807, 5"})
    void attempts(long most, int tries) {
        WireClient alice = join("alice");
        send(alice, "m");
        for (int i = 1; i <= tries; i++) {
            JsonFields lent = take(alice, "q", "max_attempts", most);
            assertThat(lent.integer("attempts")).isEqualTo(i);
            alice.request("queues.return", "receipt", lent.string("receipt"));
        }
        boolean dead = most == tries;
        assertThat(take(alice, "q") == null).isEqualTo(dead);
        assertThat(take(alice, "q.dead") != null).isEqualTo(dead);
    }

    @Test
    @DisplayName("What is hopeless is a dead letter at once, its reason cut; without a limit too")
    void hopeless() {
        WireClient alice = join("alice");
        send(alice, Map.of("n", 1));
        String receipt = take(alice, "q", "dead_letters", "graves").string("receipt");
        alice.request("queues.return", "receipt", receipt, "hopeless", true, "error", "e".repeat(5_000));
        JsonFields dead = take(alice, "graves");
        assertThat(dead.raw("message")).hasToString("{\"n\":1}");
        assertThat(dead.object("origin").string("error")).hasSize(2_000);
        assertThat(dead.object("origin").string("queue")).isEqualTo("q");
        assertThat(take(alice, "q")).isNull();
    }

    @Test
    @DisplayName("Whoever waits at the queue of dead letters gets one when it dies")
    void deadServesWaiting() {
        WireClient alice = join("alice");
        WireClient undertaker = join("undertaker");
        long waits = undertaker.send("queues.receive", "name", "q.dead", "create", true, "wait", true);
        undertaker.settle();
        eventually(() -> !alice.requestJson("queues.list").array("queues").isEmpty());
        send(alice, "m");
        take(alice, "q", "max_attempts", 1, "lease_ms", 100);
        timer.advance(Duration.ofMillis(100));
        assertThat(undertaker.answer(waits).json().string("text")).isEqualTo("m");
    }

    @Test
    @DisplayName("The queue of dead letters of a queue with the longest name is one too")
    void longestName() {
        WireClient alice = join("alice");
        String name = "n".repeat(255);
        alice.request("queues.send", "name", name, "message", "m");
        String receipt = take(alice, name, "max_attempts", 1).string("receipt");
        alice.request("queues.return", "receipt", receipt);
        assertThat(take(alice, "n".repeat(250) + ".dead").string("message")).isEqualTo("m");
        assertThat(WireClient.code(alice.request("queues.take", "name", "q", "dead_letters", "")))
                .isEqualTo("invalid_request");
    }

    @Test
    @DisplayName("A long queue keeps its order through sending ahead, lending, returning and receiving")
    void longQueue() {
        WireClient alice = join("alice");
        long last = 0;
        for (int i = 0; i < 5_000; i++) {
            last = alice.send("queues.send", "name", "q", "message", i);
        }
        assertThat(type(alice.answer(last))).isEqualTo("empty");
        assertThat(queue(alice).integer("size")).isEqualTo(5_000);
        String head = take(alice, "q").string("receipt");
        List<Long> asked = new ArrayList<>();
        for (int i = 1; i < 1_000; i++) {
            asked.add(alice.send("queues.receive", "name", "q", "wait", false));
        }
        for (int i = 1; i < 1_000; i++) {
            assertThat(alice.answer(asked.get(i - 1)).json().integer("json")).isEqualTo(i);
        }
        alice.request("queues.return", "receipt", head);
        assertThat(take(alice, "q").integer("message")).isZero();
        assertThat(take(alice, "q").integer("message")).isEqualTo(1_000);
    }
}
