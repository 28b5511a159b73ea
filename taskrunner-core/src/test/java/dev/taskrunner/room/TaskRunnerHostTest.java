package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.Attachment;
import dev.taskrunner.ChatContext;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.Registration;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A runner and a room: registration, answers, limits, the end. */
@Timeout(60)
class TaskRunnerHostTest {
    private static final TaskSpec SPEC = TaskSpec.builder()
            .inputSchema("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}")
            .build();

    private final ScriptedRoom server = new ScriptedRoom();
    private final CountDownLatch release = new CountDownLatch(1);
    private Room room;
    private ScriptedPeer peer;

    @BeforeEach
    void join() throws Exception {
        room = server.join();
        peer = server.peer();
    }

    @AfterEach
    void leave() {
        release.countDown();
        server.close();
    }

    private Registration serve(TaskSpec spec, TaskRunner.Handler handler) {
        return room.serve(TaskRunner.of(spec, handler));
    }

    /** Works until the test releases it, or until it is interrupted. */
    private TaskResult waiting(TaskContext context, TaskInput input) throws InterruptedException {
        context.progress("started");
        release.await();
        return TaskResult.of("released");
    }

    /** Asks for progress, so that the test hears when the task runs. */
    private void askAndAwaitStart(String task) throws InterruptedException {
        peer.ask(task, "{}", "{\"taskrunner\":{\"progress\":true}}");
        assertThat(peer.expectJson("agent.progress").toRaw())
                .hasToString("{\"task_id\":\"" + task + "\",\"progress\":{\"text\":\"started\"}}");
    }

    private String answer() throws InterruptedException {
        return Wire.text(peer.expectJson("agent.ask_response"));
    }

    private static String failed(String task, String text, String code, boolean retriable) {
        return "{\"task_id\":\"" + task + "\",\"error\":\"" + text + "\",\"taskrunner\":{\"code\":\"" + code
                + "\",\"retriable\":" + retriable + "}}";
    }

    @Test
    @DisplayName("§5.1: registers without a name, under the participant's, and takes it back")
    void registration() throws Exception {
        server.answers.remove("agent.register_agent");
        CompletableFuture<Registration> serving = CompletableFuture.supplyAsync(
                () -> serve(TaskSpec.builder().description("d").build(), (context, input) -> TaskResult.empty()),
                server.threads());
        Message request = peer.expect("agent.register_agent");
        JsonFields json = ScriptedPeer.json(request);
        assertThat(json.names())
                .containsExactly(
                        "title",
                        "description",
                        "input_schema",
                        "output_schema",
                        "requires",
                        "supports_tools",
                        "labels",
                        "annotations");
        assertThat(json.string("title")).isEqualTo("me");
        peer.answer(request, "{\"type\":\"json\",\"json\":{\"id\":\"r7\"}}");
        Registration registration = Outcome.value(serving);
        assertThat(registration.name()).isEqualTo("me");

        server.answers.remove("agent.unregister_agent");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(registration::close, server.threads());
        Message unregister = peer.expect("agent.unregister_agent");
        assertThat(ScriptedPeer.json(unregister).toRaw()).hasToString("{\"id\":\"r7\"}");
        peer.answer(unregister, "{\"type\":\"empty\"}");
        Outcome.value(closing);
    }

    @Test
    @DisplayName("§13-30, §13-44: answers of every kind")
    void answers() throws Exception {
        List<Object> results = new ArrayList<>(Arrays.asList(Map.of("sum", 3), "text", null, 5, List.of(1)));
        results.add(new Content.File("f", "text/plain", Attachment.of(new byte[] {9})));
        results.add(TaskResult.of("x").withMetadata("tokens", 5));
        serve(SPEC, (context, input) -> TaskResult.of(results.remove(0)));
        List<String> expected = List.of(
                "{\"sum\":3}",
                "\"text\"",
                "null",
                "5",
                "[1]",
                "{\"name\":\"f\",\"mime_type\":\"text/plain\",\"size\":1},"
                        + "\"taskrunner\":{\"content\":{\"type\":\"file\",\"name\":\"f\",\"mime_type\":\"text/plain\"}}",
                "\"x\",\"taskrunner\":{\"metadata\":{\"tokens\":5}}");
        for (String answer : expected) {
            peer.ask("t", "{}");
            Message message = peer.expect("agent.ask_response");
            assertThat(ScriptedPeer.json(message).toRaw()).hasToString("{\"task_id\":\"t\",\"answer\":" + answer + "}");
            assertThat(message.body().hasAttachment()).isEqualTo(answer.contains("text/plain"));
        }
    }

    @Test
    @DisplayName("§13-31, §13-39: errors, each once")
    void errors() throws Exception {
        serve(SPEC, (context, input) -> {
            if (input.asMap().isEmpty()) {
                throw new TaskException(ErrorCode.DENIED, "kaboom", new IllegalStateException("s3cret"));
            }
            throw new IllegalStateException("s3cret");
        });
        peer.ask("t1", "{}");
        assertThat(answer()).isEqualTo(failed("t1", "kaboom", "denied", false));
        peer.ask("t2", "{\"a\":1}");
        assertThat(answer()).contains("\"code\":\"failed\"").doesNotContain("s3cret");
        peer.ask("t3", "{\"a\":\"x\"}");
        assertThat(answer()).contains("\"code\":\"invalid_arguments\"", "\"pointer\":\"/a\"");
        peer.ask("t4", "[1]");
        assertThat(answer()).contains("\"code\":\"invalid_arguments\"");
        assertThat(peer.typesSoFar(room))
                .filteredOn("agent.ask_response"::equals)
                .hasSize(4);
    }

    @Test
    @DisplayName("a hook that fails is answered, and the place is free again")
    void aFailingHook() throws Exception {
        TaskSpec one = SPEC.toBuilder().maxConcurrentTasks(1).maxQueuedTasks(1).build();
        room.serve(new TaskRunner(one) {
            @Override
            public ChatContext initChatContext() {
                throw new IllegalStateException("s3cret");
            }

            @Override
            public TaskResult ask(TaskContext context, TaskInput input) {
                throw new AssertionError("not reached");
            }
        });
        for (int i = 0; i < 3; i++) {
            peer.ask("t", "{}");
            assertThat(answer()).contains("\"code\":\"failed\"", "under id ").doesNotContain("s3cret");
        }
    }

    @Test
    void aResultWhoseMetadataIsNotJsonIsAnInvalidResponse() throws Exception {
        serve(SPEC, (context, input) -> TaskResult.of("x").withMetadata("odd", new Object()));
        peer.ask("t", "{}");
        assertThat(answer()).contains("\"code\":\"invalid_response\"");
    }

    @Test
    @DisplayName("§13-37: an attachment arrives byte for byte")
    void attachment() throws Exception {
        byte[] bytes = new byte[100_000];
        new java.util.Random(1).nextBytes(bytes);
        serve(
                SPEC,
                (context, input) -> TaskResult.of(
                        Arrays.equals(bytes, context.attachment().orElseThrow().toByteArray())));
        JsonFields json = Wire.fields("{\"task_id\":\"t\",\"arguments\":{},\"toolkits\":[],\"caller_id\":\"c\"}");
        peer.push(77, "agent.ask", Body.of(json, ByteBuffer.wrap(bytes)));
        assertThat(answer()).contains("\"answer\":true");
    }

    @Test
    void whatExceedsTheQueueIsBusy() throws Exception {
        serve(SPEC.toBuilder().maxConcurrentTasks(1).maxQueuedTasks(1).build(), this::waiting);
        askAndAwaitStart("t1");
        peer.ask("t2", "{}");
        peer.ask("t3", "{}");
        assertThat(answer()).isEqualTo(failed("t3", "agent 'me' is busy: 1 tasks run and 1 wait", "agent_busy", true));
        release.countDown();
        // t2 has its place before the answer of t1 is out, so either may come first.
        assertThat(List.of(answer(), answer()))
                .allMatch(one -> one.contains("released"))
                .anyMatch(one -> one.contains("\"t1\""))
                .anyMatch(one -> one.contains("\"t2\""));
    }

    @Test
    @DisplayName("§13-35: fifty tasks at once, each answered")
    void manyAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(50);
        serve(SPEC, (context, input) -> {
            all.countDown();
            all.await();
            return TaskResult.of(input.asMap().get("a"));
        });
        for (int i = 0; i < 50; i++) {
            peer.ask("t" + i, "{\"a\":" + i + "}");
        }
        List<String> answered = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            JsonFields json = peer.expectJson("agent.ask_response");
            assertThat(json.string("task_id")).isEqualTo("t" + json.raw("answer"));
            answered.add(json.string("task_id"));
        }
        assertThat(answered).doesNotHaveDuplicates();
    }

    @Test
    void aCancelIsToldAtOnceAndInterruptsTheTask() throws Exception {
        CompletableFuture<TaskException> seen = new CompletableFuture<>();
        serve(SPEC, (context, input) -> {
            try {
                return waiting(context, input);
            } catch (InterruptedException e) {
                seen.complete(context.cancellation().reason());
                throw e;
            }
        });
        askAndAwaitStart("t1");
        peer.push("agent.cancel", "{\"task_id\":\"other\",\"text\":\"x\"}");
        peer.push("agent.cancel", "{\"text\":\"for nobody\"}");
        peer.push("agent.cancel", "{\"task_id\":\"t1\",\"text\":\"gave up\",\"taskrunner\":{\"code\":\"cancelled\"}}");
        assertThat(answer()).isEqualTo(failed("t1", "gave up", "cancelled", false));
        peer.push("agent.cancel", "{\"task_id\":\"t1\",\"text\":\"again\"}");
        assertThat(Outcome.value(seen).text()).isEqualTo("gave up");
        peer.ask("t2", "{\"a\":\"invalid\"}");
        assertThat(answer()).contains("\"t2\"");
    }

    @Test
    void theDeadlineOfTheAskCancels() throws Exception {
        serve(SPEC, this::waiting);
        peer.ask("t", "{}", "{\"taskrunner\":{\"timeout_ms\":5000}}");
        server.timer.awaitScheduled(Duration.ofSeconds(5), Duration.ofSeconds(5));
        server.timer.advance(Duration.ofMillis(4999));
        server.timer.advance(Duration.ofMillis(1));
        assertThat(answer()).isEqualTo(failed("t", "not done within 5000 ms", "timed_out", true));
    }

    @Test
    void theSmallerOfBothTimeoutsCountsAndIsTakenBackWhenDone() throws Exception {
        serve(SPEC.toBuilder().timeout(Duration.ofSeconds(3)).build(), (context, input) -> {
            context.progress("x");
            return TaskResult.of(context.remaining().orElseThrow().toMillis());
        });
        for (String own : List.of(
                "{}",
                "{\"taskrunner\":{\"timeout_ms\":9000}}",
                "{\"taskrunner\":{\"timeout_ms\":9223372036854775807}}")) {
            peer.ask("t", "{}", own);
            assertThat(answer()).contains("\"answer\":3000");
            server.timer.awaitForgotten(Duration.ofSeconds(3));
        }
        peer.ask("t", "{}", "{\"taskrunner\":{\"timeout_ms\":1000}}");
        assertThat(answer()).contains("\"answer\":1000");
        peer.ask("t", "{}", "{\"taskrunner\":{\"timeout_ms\":-5}}");
        assertThat(answer()).contains("\"answer\":0");
    }

    @Test
    void aLostConnectionCancelsWhatRunsAndNobodyIsAnswered() throws Exception {
        CompletableFuture<TaskException> seen = new CompletableFuture<>();
        serve(SPEC, (context, input) -> {
            context.cancellation()
                    .onCancel(() -> seen.complete(context.cancellation().reason()));
            return waiting(context, input);
        });
        askAndAwaitStart("t1");
        peer.cut();
        assertThat(Outcome.value(seen).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        ScriptedPeer second = server.reconnected();
        second.awaitType("agent.register_agent");
        release.countDown();
        second.ask("t1", "{}");
        assertThat(second.expectJson("agent.ask_response").string("task_id")).isEqualTo("t1");
    }

    @Test
    void closingCancelsAfterTheGracePeriodAndRefusesMeanwhile() throws Exception {
        Registration registration = serve(SPEC, this::waiting);
        askAndAwaitStart("t1");
        registration.close();
        assertThat(answer()).isEqualTo(failed("t1", "agent 'me' was stopped", "cancelled", false));
        peer.ask("t2", "{}");
        assertThat(answer()).isEqualTo(failed("t2", "agent 'me' is stopping", "agent_busy", true));
        registration.close();
        assertThat(peer.types()).filteredOn("agent.unregister_agent"::equals).hasSize(1);
    }

    @Test
    void whatRunsMayFinishWithinTheGracePeriod() throws Exception {
        Room patient = server.join(options -> options.gracePeriod(java.time.temporal.ChronoUnit.FOREVER.getDuration()));
        peer = server.peer();
        Registration registration = patient.serve(TaskRunner.of(SPEC, this::waiting));
        askAndAwaitStart("t1");
        server.answers.put("agent.unregister_agent", (from, message) -> {
            release.countDown();
            return ScriptedRoom.OK;
        });
        registration.close();
        assertThat(answer()).contains("released");
    }

    @Test
    @DisplayName("§12-3: stop never throws, whatever became of the room")
    void stopNeverThrows() throws Exception {
        TaskRunner runner = TaskRunner.of(SPEC, this::waiting);
        runner.start(room);
        server.answer("agent.unregister_agent", "{\"type\":\"error\",\"text\":\"unknown id\"}");
        runner.stop();
        runner.start(room);
        peer.cut();
        runner.stop();
        runner.stop();
        room.close();
        assertThat(catchThrowableOfType(TaskException.class, () -> runner.start(room))
                        .code())
                .isEqualTo(ErrorCode.CONNECTION_LOST);
        runner.stop();
    }

    @Test
    void deliveriesThatCannotBeReadDoNoHarm() throws Exception {
        serve(SPEC, (context, input) -> TaskResult.of("fine"));
        peer.push("agent.ask", "{\"arguments\":{}}");
        peer.send(Message.of(5, "agent.ask", ByteBuffer.wrap(new byte[] {1})));
        peer.ask("t", "{}");
        assertThat(answer()).contains("fine");
    }
}
