package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessagingClientTest {
    private final ScriptedRoom server = new ScriptedRoom();
    private final BlockingQueue<RoomMessage> heard = new LinkedBlockingQueue<>();
    private Room room;
    private ScriptedPeer peer;

    @BeforeEach
    void join() throws Exception {
        server.answer("messaging.enable", "{\"type\":\"empty\"}");
        server.answer("messaging.disable", "{\"type\":\"empty\"}");
        room = server.join();
        peer = server.peer();
        room.messaging().onMessage(heard::add);
    }

    @AfterEach
    void leave() {
        server.close();
    }

    private void push(String from, String type, String message) {
        peer.push(
                "messaging.send",
                "{\"from_participant_id\":\"" + from + "\",\"type\":\"" + type + "\",\"message\":" + message + "}");
    }

    private RoomMessage next() throws InterruptedException {
        RoomMessage message = heard.poll(10, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    /** After this, everything pushed before has been handled. */
    private void barrier() throws InterruptedException {
        push("b", "barrier", "{}");
        assertThat(next().type()).isEqualTo("barrier");
    }

    private List<String> names() throws InterruptedException {
        barrier();
        return room.messaging().participants().stream()
                .map(Participant::name)
                .sorted()
                .toList();
    }

    private static String entry(String id, String name) {
        return "{\"id\":\"" + id + "\",\"role\":\"user\",\"attributes\":{\"name\":\"" + name + "\"}}";
    }

    @Test
    @DisplayName("§13-48: the roster follows the room's pushes")
    void roster() throws Exception {
        room.messaging().enable();
        push("x", "messaging.enabled", "{\"participants\":[" + entry("1", "a") + "," + entry("2", "b") + "]}");
        assertThat(names()).containsExactly("a", "b");
        push("3", "participant.enabled", entry("3", "c"));
        push("1", "participant.disabled", "{\"id\":\"1\"}");
        assertThat(names()).containsExactly("b", "c");
        push("2", "participant.attributes", "{\"attributes\":{\"mood\":\"fine\",\"name\":\"b2\"}}");
        push("99", "participant.attributes", "{\"attributes\":{\"mood\":\"unknown\"}}");
        push("2", "participant.attributes", "{}");
        barrier();
        assertThat(room.messaging().participant("2").orElseThrow().attributes())
                .isEqualTo(Map.of("name", "b2", "mood", "fine"));
        assertThat(room.messaging().participant("99")).isEmpty();
        push("x", "messaging.enabled", "{\"participants\":[" + entry("7", "g") + "]}");
        assertThat(names()).containsExactly("g");
        room.messaging().disable();
        assertThat(room.messaging().participants()).isEmpty();
    }

    @Test
    void oddPushesDoNoHarm() throws Exception {
        push("x", "messaging.enabled", "{\"participants\":[5,null," + entry("1", "a") + ",{}]}");
        push("x", "messaging.enabled", "{\"participants\":[7," + entry("1", "a") + "]}");
        assertThat(names()).containsExactly("a");
        push("1", "participant.disabled", "{}");
        push("x", "participant.enabled", "{}");
        peer.push("messaging.send", "{}");
        RoomMessage bare = next();
        assertThat(bare.type()).isEmpty();
        assertThat(bare.from()).isEqualTo(Participant.unknown(""));
        assertThat(names()).containsExactly("");
    }

    @Test
    @DisplayName("§13-50: messages come in order, with sender, bytes and plain values")
    void receiving() throws Exception {
        push("x", "messaging.enabled", "{\"participants\":[" + entry("1", "a") + "]}");
        for (int i = 0; i < 200; i++) {
            push("1", "chat", "{\"i\":" + i + ",\"n\":null}");
        }
        for (int i = 0; i < 200; i++) {
            RoomMessage message = next();
            assertThat(message.message()).containsEntry("i", i).containsEntry("n", null);
            assertThat(message.from().name()).isEqualTo("a");
            assertThat(message.attachment()).isEmpty();
        }
        peer.push(
                5,
                "messaging.send",
                Body.of(
                        Wire.fields("{\"from_participant_id\":\"2\",\"type\":\"bytes\",\"message\":{}}"),
                        ByteBuffer.wrap(new byte[] {4})));
        RoomMessage bytes = next();
        assertThat(bytes.attachment()).contains(Attachment.of(new byte[] {4}));
        assertThat(bytes.from()).isEqualTo(Participant.unknown("2"));
    }

    @Test
    void aListenerThatWasTakenBackHearsNothing() throws Exception {
        BlockingQueue<RoomMessage> other = new LinkedBlockingQueue<>();
        Runnable forget = room.messaging().onMessage(other::add);
        barrier();
        assertThat(other.poll(10, TimeUnit.SECONDS)).isNotNull();
        forget.run();
        barrier();
        assertThat(other).isEmpty();
    }

    @Test
    @DisplayName("§6.2: what is sent, and what the room says to it")
    void sending() throws Exception {
        CompletableFuture<Void> sent = CompletableFuture.runAsync(
                () -> room.messaging().send("p", "chat", Map.of("t", 1), Attachment.of(new byte[] {2})),
                server.threads());
        Message request = peer.expect("messaging.send");
        assertThat(ScriptedPeer.json(request).toRaw())
                .hasToString("{\"to_participant_id\":\"p\",\"type\":\"chat\",\"message\":{\"t\":1}}");
        assertThat(request.body().attachment().get()).isEqualTo((byte) 2);
        assertThat(sent).isNotDone();
        peer.answer(request, "{\"type\":\"empty\"}");
        Outcome.value(sent);

        CompletableFuture<Void> broadcast =
                CompletableFuture.runAsync(() -> room.messaging().broadcast("chat", Map.of()), server.threads());
        Message all = peer.expect("messaging.broadcast");
        assertThat(ScriptedPeer.json(all).toRaw()).hasToString("{\"type\":\"chat\",\"message\":{}}");
        peer.answer(all, "{\"type\":\"error\",\"text\":\"no\"}");
        assertThat(Outcome.failure(broadcast).text()).isEqualTo("no");

        server.answer(
                "messaging.send",
                "{\"type\":\"error\",\"text\":\"who?\",\"taskrunner\":{\"code\":\"unknown_participant\"}}");
        assertThatThrownBy(() -> room.messaging().send("nobody", "chat", Map.of()))
                .isInstanceOfSatisfying(
                        TaskException.class,
                        thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT));
    }

    @Test
    void aLostConnectionEmptiesTheRosterAndEnablesAgain() throws Exception {
        room.messaging().enable();
        push("x", "messaging.enabled", "{\"participants\":[" + entry("1", "a") + "]}");
        assertThat(names()).containsExactly("a");
        server.answers.put("messaging.enable", (from, message) -> {
            from.push(
                    "messaging.send",
                    "{\"from_participant_id\":\"x\",\"type\":\"messaging.enabled\",\"message\":{\"participants\":["
                            + entry("2", "b") + "]}}");
            return ScriptedRoom.OK;
        });
        peer.cut();
        peer = server.reconnected();
        peer.awaitType("messaging.enable");
        barrier();
        assertThat(room.messaging().participants())
                .extracting(Participant::name)
                .containsExactly("b");
    }

    @Test
    void withoutEnableItIsNotEnabledAfterAReconnect() throws Exception {
        room.serve(TaskRunner.of(TaskSpec.builder().build(), (context, input) -> TaskResult.empty()));
        peer.cut();
        ScriptedPeer second = server.reconnected();
        second.awaitType("agent.register_agent");
        assertThat(second.types()).containsExactly("agent.register_agent");
    }

    @Test
    @DisplayName("a listener that falls too far behind loses the connection, with a reason, rather than messages")
    void slowListeners() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        room.messaging().onMessage(message -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            // One is being handled, or about to be; the limit waits; the next is too many.
            for (int i = 0;
                    i < SerialExecutor.DEFAULT_LIMIT + 2 && !peer.closed().isDone();
                    i++) {
                peer.tryPush("messaging.send", "{\"from_participant_id\":\"1\",\"type\":\"chat\",\"message\":{}}");
            }
            assertThat(Outcome.value(peer.closed())).isEqualTo("1008 messages come faster than they are handled");
        } finally {
            release.countDown();
        }
    }
}
