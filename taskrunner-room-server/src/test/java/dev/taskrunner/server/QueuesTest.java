package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class QueuesTest extends RoomCase {
    private final ManualTimer timer = new ManualTimer();

    @Override
    RoomServerOptions.Builder options() {
        return super.options().timer(timer).quota(RoomQuota.defaults().withQueues(1 << 20, 100));
    }

    private static void send(WireClient client, String queue, Object message) {
        Body answer = client.request("queues.send", "name", queue, "create", true, "message", message);
        assertThat(answer.json().string("type")).as("%s", answer.json()).isEqualTo("empty");
    }

    private static Body receive(WireClient client, String queue) {
        return client.request("queues.receive", "name", queue, "create", true, "wait", false);
    }

    private static JsonFields take(WireClient client, String queue, Object... more) {
        return client.answer(takeLater(client, queue, more)).json().object("json");
    }

    private static long takeLater(WireClient client, String queue, Object... more) {
        JsonFields json = JsonFields.builder()
                .put("name", queue)
                .put("lease_ms", 1_000)
                .putAll(WireClient.fields(more))
                .build();
        return client.send("queues.take", json, new byte[0]);
    }

    private static String type(Body answer) {
        return answer.json().string("type");
    }

    private static long integer(JsonFields json, String name) {
        Long value = json.integer(name);
        return value == null ? -1 : value;
    }

    private static JsonFields listed(WireClient client, String queue) {
        for (RawJson one : client.requestJson("queues.list").array("queues")) {
            if (queue.equals(WireClient.parse(one).string("name"))) {
                return WireClient.parse(one);
            }
        }
        throw new AssertionError("no queue " + queue);
    }

    @Test
    @DisplayName("§7.2 §13-53 send before receive: each kind of message comes out as it went in, in order")
    void kinds() {
        WireClient alice = join("alice");
        send(alice, "q", Map.of("a", 1));
        send(alice, "q", "text");
        send(alice, "q", List.of(1, 2));
        send(alice, "q", 7);
        assertThat(integer(listed(alice, "q"), "size")).isEqualTo(4);
        assertThat(receive(alice, "q").json()).hasToString("{\"type\":\"json\",\"json\":{\"a\":1}}");
        assertThat(receive(alice, "q").json()).hasToString("{\"type\":\"text\",\"text\":\"text\"}");
        assertThat(receive(alice, "q").json().raw("json")).hasToString("[1,2]");
        assertThat(receive(alice, "q").json().raw("json")).hasToString("7");
        assertThat(type(receive(alice, "q"))).isEqualTo("empty");
    }

    @Test
    @DisplayName("§7.2 §13-53 receive before send: waiting blocks nothing, and who waited first is served first")
    void waiting() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        long first = alice.send("queues.receive", "name", "q", "create", true, "wait", true);
        long second = alice.send("queues.receive", "name", "q", "create", true, "wait", true);
        assertThat(integer(listed(alice, "q"), "waiting")).isEqualTo(2);
        send(bob, "q", "one");
        send(bob, "q", "two");
        assertThat(alice.answer(first).json().string("text")).isEqualTo("one");
        assertThat(alice.answer(second).json().string("text")).isEqualTo("two");
    }

    @Test
    @DisplayName("§7.2 §13-53 who leaves while waiting loses no message")
    void leavesWaiting() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        alice.send("queues.receive", "name", "q", "create", true, "wait", true);
        alice.settle();
        eventually(() -> integer(listed(bob, "q"), "waiting") == 1);
        alice.cut();
        eventually(() -> integer(listed(bob, "q"), "waiting") == 0);
        send(bob, "q", "kept");
        assertThat(receive(bob, "q").json().string("text")).isEqualTo("kept");
    }

    @Test
    @DisplayName("§7.2 Each message goes to exactly one of many receivers, whether it waited or came later")
    void exactlyOne() {
        WireClient sender = join("sender");
        List<WireClient> receivers = List.of(join("a"), join("b"), join("c"));
        List<Long> asked = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            asked.add(receivers.get(i % 3).send("queues.receive", "name", "q", "create", true, "wait", true));
            sender.send("queues.send", "name", "q", "create", true, "message", Map.of("n", i));
        }
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            seen.add(integer(receivers.get(i % 3).answer(asked.get(i)).json().object("json"), "n"));
        }
        assertThat(seen).hasSize(30);
        assertThat(type(receive(sender, "q"))).isEqualTo("empty");
    }

    @Test
    @DisplayName("§7.2 A wait that has a limit is answered empty when that is over")
    void limitedWait() {
        WireClient alice = join("alice");
        long asked = alice.send("queues.receive", "name", "q", "wait", true, "wait_ms", 500);
        eventually(() -> integer(listed(alice, "q"), "waiting") == 1);
        timer.advance(Duration.ofMillis(500));
        assertThat(type(alice.answer(asked))).isEqualTo("empty");
        send(alice, "q", "later");
        assertThat(integer(listed(alice, "q"), "size")).isEqualTo(1);
    }

    @Test
    @DisplayName("§7.2 Queues are opened once, drained and closed; what is not there is an error with a code")
    void openDrainClose() {
        WireClient alice = join("alice");
        assertThat(type(alice.request("queues.open", "name", "q"))).isEqualTo("empty");
        assertThat(WireClient.code(alice.request("queues.open", "name", "q"))).isEqualTo("already_exists");
        send(alice, "q", 1);
        send(alice, "q", 2);
        assertThat(type(alice.request("queues.drain", "name", "q"))).isEqualTo("empty");
        assertThat(type(receive(alice, "q"))).isEqualTo("empty");
        long waits = alice.send("queues.receive", "name", "q", "wait", true);
        assertThat(type(alice.request("queues.close", "name", "q"))).isEqualTo("empty");
        assertThat(WireClient.error(alice.answer(waits))).isEqualTo("queue 'q' was closed");
        assertThat(alice.requestJson("queues.list").array("queues")).isEmpty();
        for (String type : List.of("queues.send", "queues.receive", "queues.take")) {
            Body answer = alice.request(type, "name", "q", "create", false, "message", 1);
            assertThat(WireClient.error(answer)).isEqualTo("there is no queue 'q' in this room");
            assertThat(WireClient.code(answer)).isEqualTo("not_found");
        }
        assertThat(WireClient.code(alice.request("queues.drain", "name", "q"))).isEqualTo("not_found");
        assertThat(WireClient.code(alice.request("queues.close", "name", "q"))).isEqualTo("not_found");
    }

    @Test
    @DisplayName("What is lent is acknowledged once; then it is gone, and the receipt with it")
    void acknowledge() {
        WireClient alice = join("alice");
        send(alice, "q", "m");
        JsonFields lent = take(alice, "q");
        assertThat(lent.string("message")).isEqualTo("m");
        assertThat(integer(lent, "attempts")).isEqualTo(1);
        assertThat(type(receive(alice, "q"))).isEqualTo("empty");
        assertThat(integer(listed(alice, "q"), "leased")).isEqualTo(1);
        String receipt = lent.string("receipt");
        assertThat(type(alice.request("queues.acknowledge", "receipt", receipt)))
                .isEqualTo("empty");
        assertThat(WireClient.code(alice.request("queues.acknowledge", "receipt", receipt)))
                .isEqualTo("not_found");
        timer.advance(Duration.ofSeconds(5));
        assertThat(type(receive(alice, "q"))).isEqualTo("empty");
        assertThat(integer(listed(alice, "q"), "leased")).isZero();
    }

    @Test
    @DisplayName("A lease that ends gives the message back to its place, and says that it is the second time")
    void expires() {
        WireClient alice = join("alice");
        send(alice, "q", "first");
        send(alice, "q", "second");
        String receipt = take(alice, "q").string("receipt");
        timer.advance(Duration.ofMillis(1_000));
        JsonFields again = take(alice, "q");
        assertThat(again.string("message")).isEqualTo("first");
        assertThat(integer(again, "attempts")).isEqualTo(2);
        assertThat(WireClient.code(alice.request("queues.extend", "receipt", receipt)))
                .isEqualTo("not_found");
        alice.request("queues.return", "receipt", again.string("receipt"));
        Body classic = receive(alice, "q");
        assertThat(classic.json().string("text")).isEqualTo("first");
        assertThat(integer(classic.json().object("taskrunner"), "attempts")).isEqualTo(2);
        assertThat(receive(alice, "q").json().string("text")).isEqualTo("second");
    }

    @Test
    @DisplayName("A lease that is extended lasts from then on")
    void extend() {
        WireClient alice = join("alice");
        send(alice, "q", "m");
        String receipt = take(alice, "q").string("receipt");
        timer.advance(Duration.ofMillis(900));
        assertThat(type(alice.request("queues.extend", "receipt", receipt, "lease_ms", 1_000)))
                .isEqualTo("empty");
        timer.advance(Duration.ofMillis(900));
        assertThat(type(receive(alice, "q"))).isEqualTo("empty");
        timer.advance(Duration.ofMillis(100));
        assertThat(receive(alice, "q").json().string("text")).isEqualTo("m");
    }

    @Test
    @DisplayName("A message returned with a delay rests; one returned untouched was not attempted")
    void returned() {
        WireClient alice = join("alice");
        send(alice, "q", "m");
        alice.request("queues.return", "receipt", take(alice, "q").string("receipt"), "delay_ms", 300);
        assertThat(type(receive(alice, "q"))).isEqualTo("empty");
        timer.advance(Duration.ofMillis(300));
        JsonFields second = take(alice, "q");
        assertThat(integer(second, "attempts")).isEqualTo(2);
        alice.request("queues.return", "receipt", second.string("receipt"), "untouched", true);
        assertThat(integer(take(alice, "q"), "attempts")).isEqualTo(2);
    }

    @Test
    @DisplayName("What fails too often is a dead letter, which says where it comes from and why; there it stays")
    void deadLetters() {
        WireClient alice = join("alice");
        send(alice, "q", Map.of("job", 1));
        for (int i = 1; i <= 2; i++) {
            String receipt = take(alice, "q", "max_attempts", 2).string("receipt");
            alice.request("queues.return", "receipt", receipt, "error", "no luck");
        }
        assertThat(type(receive(alice, "q"))).isEqualTo("empty");
        JsonFields dead = take(alice, "q.dead", "max_attempts", 1);
        assertThat(dead.raw("message")).hasToString("{\"job\":1}");
        assertThat(integer(dead, "attempts")).isEqualTo(1);
        assertThat(dead.object("origin")).hasToString("{\"queue\":\"q\",\"attempts\":2,\"error\":\"no luck\"}");
        alice.request("queues.return", "receipt", dead.string("receipt"));
        assertThat(receive(alice, "q.dead").json().raw("json")).hasToString("{\"job\":1}");
    }

    @Test
    @DisplayName("A lease that ends counts as a failure too, and the dead letters may have a queue of any name")
    void deadByTime() {
        WireClient alice = join("alice");
        send(alice, "q", "m");
        take(alice, "q", "max_attempts", 1, "dead_letters", "graves");
        timer.advance(Duration.ofSeconds(1));
        assertThat(take(alice, "graves").object("origin").string("error")).contains("lease ended");
    }

    @Test
    @DisplayName("Leases outlive the connection that took them")
    void leaseOutlivesConnection() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        send(alice, "q", "m");
        String receipt = take(alice, "q").string("receipt");
        alice.close();
        assertThat(type(receive(bob, "q"))).isEqualTo("empty");
        assertThat(type(bob.request("queues.acknowledge", "receipt", receipt))).isEqualTo("empty");
    }

    @Test
    @DisplayName("A room's queues are full at their limits, and say so; room is made by receiving")
    void full() {
        WireClient alice = join("alice");
        for (int i = 0; i < 100; i++) {
            send(alice, "q", i);
        }
        Body refused = alice.request("queues.send", "name", "q2", "create", true, "message", 1);
        assertThat(WireClient.error(refused)).contains("100 messages of 100");
        assertThat(WireClient.code(refused)).isEqualTo("too_large");
        receive(alice, "q");
        send(alice, "q", "x");
        alice.request("queues.drain", "name", "q");
        Body large = alice.request("queues.send", "name", "q", "message", "x".repeat(1 << 20));
        assertThat(WireClient.error(large)).contains("bytes of 1048576");
    }

    @Test
    @DisplayName("§7.2 Bad names and missing members are refused")
    void bad() {
        WireClient alice = join("alice");
        for (String name : List.of("", "x".repeat(256), "a\nb")) {
            assertThat(WireClient.code(alice.request("queues.send", "name", name, "message", 1)))
                    .isEqualTo("invalid_request");
        }
        assertThat(alice.requestError("queues.send", "name", "q")).contains("'message' is missing");
        assertThat(alice.requestError("queues.receive")).contains("name");
        assertThat(WireClient.code(alice.request("queues.acknowledge", "receipt", "x")))
                .isEqualTo("not_found");
    }
}
