package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller and a room: requests, answers, and what may go wrong with them. */
@Timeout(60)
class AskingTest {
    private static final Map<String, Integer> ONE = Map.of("a", 1);

    private final ScriptedRoom server = new ScriptedRoom();
    private Room room;
    private ScriptedPeer peer;

    @BeforeEach
    void join() throws Exception {
        room = server.join(options -> options.maxMessageBytes(100_000));
        peer = server.peer();
    }

    @AfterEach
    void leave() {
        server.close();
    }

    private CompletableFuture<TaskResult> ask(AskOptions options) {
        return room.agents().askAsync("adder", ONE, options);
    }

    private CompletableFuture<TaskResult> ask() {
        return ask(AskOptions.DEFAULT);
    }

    @Test
    @DisplayName("§5.3, leg 1: only what is given, and ours beside it")
    void theRequest() throws Exception {
        ask();
        Message first = peer.expect("agent.ask");
        assertThat(first.body().hasAttachment()).isFalse();
        assertThat(ScriptedPeer.json(first).toRaw())
                .hasToString("{\"agent\":\"adder\",\"arguments\":{\"a\":1},\"taskrunner\":{\"timeout_ms\":300000}}");
        ask(AskOptions.builder()
                .onBehalfOf("p")
                .toolkit("math", "dbl")
                .timeout(Duration.ofSeconds(2))
                .attachment(Attachment.of(new byte[] {7}))
                .progress(heard -> {})
                .build());
        Message second = peer.expect("agent.ask");
        assertThat(second.body().attachment().get()).isEqualTo((byte) 7);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(ScriptedPeer.json(second).toRaw())
                .hasToString("{\"agent\":\"adder\",\"arguments\":{\"a\":1},\"on_behalf_of_id\":\"p\","
                        + "\"requires\":[{\"toolkit\":\"math\",\"tools\":[\"dbl\"],\"callable\":false}],"
                        + "\"taskrunner\":{\"timeout_ms\":2000,\"progress\":true}}");
    }

    @Test
    void answersFindTheirRequestInAnyOrder() throws Exception {
        List<CompletableFuture<TaskResult>> asked = new ArrayList<>();
        List<Message> requests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(room.agents().askAsync("adder", Map.of("i", i)));
            requests.add(peer.expect("agent.ask"));
        }
        Collections.shuffle(requests, new java.util.Random(1));
        for (Message request : requests) {
            String i = ScriptedPeer.json(request).object("arguments").raw("i").toString();
            peer.answer(request, "{\"type\":\"json\",\"json\":{\"answer\":" + i + "}}");
        }
        for (int i = 0; i < 50; i++) {
            assertThat(Outcome.value(asked.get(i)).as(Integer.class)).isEqualTo(i);
        }
    }

    @Test
    @DisplayName("§13-22, §13-31: error content is a TaskException with its text and code")
    void errors() throws Exception {
        CompletableFuture<TaskResult> asked = ask();
        peer.answer(peer.expect("agent.ask"), "{\"type\":\"error\",\"text\":\"kaboom\"}");
        assertThat(Outcome.failure(asked).text()).isEqualTo("kaboom");
        assertThat(Outcome.failure(asked).code()).isEqualTo(ErrorCode.FAILED);

        CompletableFuture<TaskResult> blocking =
                CompletableFuture.supplyAsync(() -> room.agents().ask("adder", ONE), server.threads());
        peer.answer(
                peer.expect("agent.ask"),
                "{\"type\":\"error\",\"text\":\"full\",\"taskrunner\":{\"code\":\"agent_busy\"}}");
        assertThat(Outcome.failure(blocking).code()).isEqualTo(ErrorCode.AGENT_BUSY);
    }

    @Test
    @DisplayName("§12-5: unreadable and unknown answers fail their request and nothing else")
    void unreadableAnswers() throws Exception {
        CompletableFuture<TaskResult> unreadable = ask();
        peer.send(Message.of(peer.expect("agent.ask").id(), "__response__", ByteBuffer.wrap(new byte[] {1, 2, 3})));
        assertThat(Outcome.failure(unreadable).code()).isEqualTo(ErrorCode.INVALID_RESPONSE);

        CompletableFuture<TaskResult> unknown = ask();
        peer.answer(peer.expect("agent.ask"), "{\"type\":\"raw\",\"outputs\":[]}");
        assertThat(Outcome.failure(unknown).code()).isEqualTo(ErrorCode.INVALID_RESPONSE);

        peer.push(424242, "__response__", ScriptedRoom.OK);
        CompletableFuture<TaskResult> fine = ask();
        peer.answer(peer.expect("agent.ask"), "{\"type\":\"json\",\"json\":{\"answer\":\"ok\"}}");
        assertThat(Outcome.value(fine).asText()).isEqualTo("ok");
    }

    @Test
    void anAnswerThatIsTooLargeFailsItsRequestAndNothingElse() throws Exception {
        CompletableFuture<TaskResult> large = ask();
        CompletableFuture<TaskResult> small = ask();
        Message first = peer.expect("agent.ask");
        Message second = peer.expect("agent.ask");
        peer.answer(first, "{\"type\":\"text\",\"text\":\"" + "x".repeat(200_000) + "\"}");
        assertThat(Outcome.failure(large).code()).isEqualTo(ErrorCode.TOO_LARGE);
        peer.answer(second, "{\"type\":\"json\",\"json\":{\"answer\":\"ok\"}}");
        assertThat(Outcome.value(small).asText()).isEqualTo("ok");
    }

    @Test
    @DisplayName("§13-24: pending requests fail when the connection is lost")
    void connectionLost() throws Exception {
        CompletableFuture<TaskResult> asked = ask();
        CompletableFuture<List<TaskSpec>> listing =
                CompletableFuture.supplyAsync(room.agents()::list, server.threads());
        peer.expect("agent.ask");
        peer.expect("agent.list_agents");
        peer.cut();
        assertThat(Outcome.failure(asked).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(Outcome.failure(listing).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        server.timer.awaitScheduled(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(Outcome.failure(ask()).text()).contains("connecting again");
        assertThat(server.timer.waiting()).doesNotContain(Duration.ofMinutes(5), Duration.ofSeconds(20));
    }

    @Test
    void afterCloseNothingCanBeAsked() {
        room.close();
        TaskException failure = Outcome.failure(ask());
        assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(Outcome.value(room.ended())).isEqualTo("closed");
        assertThat(room.isOpen()).isFalse();
        room.close();
    }

    @Test
    @DisplayName("§13-24: a timeout fails the ask and tells the room")
    void timeout() throws Exception {
        CompletableFuture<TaskResult> asked = ask(AskOptions.timeout(Duration.ofSeconds(2)));
        Message request = peer.expect("agent.ask");
        server.timer.advance(Duration.ofMillis(1999));
        assertThat(asked).isNotDone();
        server.timer.advance(Duration.ofMillis(1));
        assertThat(Outcome.failure(asked).code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(peer.expectJson("agent.cancel").toRaw())
                .hasToString(
                        "{\"request_id\":" + request.id()
                                + ",\"text\":\"no answer within 2000 ms\",\"taskrunner\":{\"code\":\"timed_out\",\"retriable\":true}}");
        peer.answer(request, "{\"type\":\"json\",\"json\":{\"answer\":\"late\"}}");
        assertThat(peer.typesSoFar(room)).containsExactly("agent.ask", "agent.cancel");
    }

    @Test
    void cancellingTheFutureTellsTheRoom() throws Exception {
        for (AskOptions options : List.of(
                AskOptions.DEFAULT, AskOptions.builder().progress(heard -> {}).build())) {
            CompletableFuture<TaskResult> asked = ask(options);
            Message request = peer.expect("agent.ask");
            asked.cancel(true);
            assertThat(peer.expectJson("agent.cancel").integer("request_id")).isEqualTo(request.id());
        }
        assertThat(server.timer.waiting()).doesNotContain(Duration.ofMinutes(5));
    }

    @Test
    void anInterruptCancelsTheAsk() throws Exception {
        Thread.currentThread().interrupt();
        try {
            assertThat(catchThrowableOfType(
                                    TaskException.class, () -> room.agents().ask("adder", ONE))
                            .code())
                    .isEqualTo(ErrorCode.CANCELLED);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        peer.expect("agent.ask");
        assertThat(peer.expectJson("agent.cancel").raw("taskrunner").toString()).contains("cancelled");
    }

    @Test
    void aRoomThatDoesNotOfferItIsNotToldOfCancels() throws Exception {
        server.greeting(newcomer -> newcomer.welcome());
        Room plain = server.join();
        ScriptedPeer theirs = server.peer();
        CompletableFuture<TaskResult> late =
                plain.agents().askAsync("a", ONE, AskOptions.timeout(Duration.ofSeconds(2)));
        CompletableFuture<TaskResult> cancelled = plain.agents().askAsync("a", ONE);
        server.timer.advance(Duration.ofSeconds(2));
        cancelled.cancel(true);
        assertThat(Outcome.failure(late).code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(theirs.typesSoFar(plain)).containsExactly("agent.ask", "agent.ask");
    }

    @Test
    void progressIsHeardInOrderAndBeforeTheAnswer() throws Exception {
        List<Object> heard = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Integer> sizeWhenAnswered = ask(AskOptions.builder()
                        .progress(progress -> heard.add(progress.text()))
                        .build())
                .thenApply(result -> heard.size());
        Message request = peer.expect("agent.ask");
        for (int i = 0; i < 100; i++) {
            peer.push("agent.progress", "{\"request_id\":" + request.id() + ",\"progress\":{\"text\":\"" + i + "\"}}");
        }
        peer.push("agent.progress", "{\"progress\":{\"text\":\"for nobody\"}}");
        peer.push("agent.progress", "{\"request_id\":999,\"progress\":{\"text\":\"for nobody\"}}");
        peer.answer(request, "{\"type\":\"json\",\"json\":{\"answer\":1}}");
        assertThat(Outcome.value(sizeWhenAnswered)).isEqualTo(100);
        assertThat(heard.get(0)).isEqualTo("0");
        assertThat(heard.get(99)).isEqualTo("99");
    }

    @Test
    void aRequestThatIsNotAnsweredTimesOut() throws Exception {
        CompletableFuture<List<TaskSpec>> listing =
                CompletableFuture.supplyAsync(room.agents()::list, server.threads());
        Message request = peer.expect("agent.list_agents");
        server.timer.awaitScheduled(Duration.ofSeconds(20), Duration.ofSeconds(20));
        server.timer.advance(Duration.ofSeconds(20));
        assertThat(Outcome.failure(listing).code()).isEqualTo(ErrorCode.TIMED_OUT);
        peer.answer(request, "{\"type\":\"json\",\"json\":{\"agents\":[]}}");
    }

    @Test
    void anInterruptedRequestIsGivenUp() throws Exception {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(room.agents()::list)
                    .isInstanceOfSatisfying(
                            TaskException.class,
                            thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.CANCELLED));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        peer.expect("agent.list_agents");
        assertThat(server.timer.waiting()).doesNotContain(Duration.ofSeconds(20));
    }

    @Test
    void aTimeoutForeverIsFine() throws Exception {
        CompletableFuture<TaskResult> asked = ask(AskOptions.timeout(ChronoUnit.FOREVER.getDuration()));
        peer.answer(peer.expect("agent.ask"), "{\"type\":\"json\",\"json\":{\"answer\":\"x\"}}");
        assertThat(Outcome.value(asked).asText()).isEqualTo("x");
    }

    @Test
    @DisplayName("§13-27: listing")
    void list() {
        server.answer(
                "agent.list_agents",
                "{\"type\":\"json\",\"json\":{\"agents\":[{\"name\":\"a\"},{\"name\":\"b\",\"x\":1}]}}");
        assertThat(room.agents().list()).extracting(TaskSpec::name).containsExactly("a", "b");
        server.answer("agent.list_agents", "{\"type\":\"empty\"}");
        assertThat(room.agents().list()).isEmpty();
        server.answer("agent.list_agents", "{\"type\":\"error\",\"text\":\"no\",\"taskrunner\":{\"code\":\"denied\"}}");
        assertThat(catchThrowableOfType(TaskException.class, room.agents()::list)
                        .code())
                .isEqualTo(ErrorCode.DENIED);
    }

    @Test
    void waitingForAnAgent() throws Exception {
        server.answer("agent.list_agents", "{\"type\":\"empty\"}");
        CompletableFuture<TaskSpec> waiting = CompletableFuture.supplyAsync(
                () -> room.agents().await("late", Duration.ofSeconds(1)), server.threads());
        server.timer.awaitScheduled(Duration.ofMillis(100), Duration.ofMillis(100));
        server.answer("agent.list_agents", "{\"type\":\"json\",\"json\":{\"agents\":[{\"name\":\"late\"}]}}");
        server.timer.advance(Duration.ofMillis(100));
        assertThat(Outcome.value(waiting).name()).isEqualTo("late");

        CompletableFuture<TaskSpec> inVain = CompletableFuture.supplyAsync(
                () -> room.agents().await("never", Duration.ofMillis(50)), server.threads());
        server.timer.awaitScheduled(Duration.ofMillis(50), Duration.ofMillis(50));
        server.timer.advance(Duration.ofMillis(50));
        assertThat(Outcome.failure(inVain).code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    @DisplayName("§6.1: attributes are one-way")
    void attributes() throws Exception {
        room.setAttributes(Map.of("client", "java"));
        assertThat(peer.expectJson("set_attributes").toRaw()).hasToString("{\"client\":\"java\"}");
    }
}
