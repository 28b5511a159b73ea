package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.Delegation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.Registration;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** This participant's toolkits, called by others. */
@Timeout(60)
class ToolkitHostTest {
    private static final JsonSchema X =
            JsonSchema.parse("{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"integer\"}}}");

    private final ScriptedRoom server = new ScriptedRoom();
    private final CountDownLatch release = new CountDownLatch(1);
    private Room room;
    private ScriptedPeer peer;

    @BeforeEach
    void join() throws Exception {
        server.answer("agent.register_toolkit", "{\"type\":\"json\",\"json\":{\"id\":\"k1\"}}");
        room = server.join();
        peer = server.peer();
    }

    @AfterEach
    void leave() {
        release.countDown();
        server.close();
    }

    private Registration register(Tool.Handler handler) {
        return room.toolkits().register(Toolkit.of("math", Tool.of("dbl", "doubles", X, handler)), true);
    }

    private void call(long id, String json) {
        peer.push(id, "agent.tool_call.math", ScriptedRoom.body(json));
    }

    private String answer(long id) throws InterruptedException {
        Message message = peer.expect("agent.tool_call_response");
        assertThat(message.id()).isEqualTo(id);
        return Wire.text(ScriptedPeer.json(message));
    }

    private TaskResult waiting(ToolContext context, TaskInput input) throws InterruptedException {
        context.progress("started");
        release.await();
        return TaskResult.of("released");
    }

    @Test
    @DisplayName("§5.5: registration with all keys, and back")
    void registration() throws Exception {
        server.answers.remove("agent.register_toolkit");
        CompletableFuture<Registration> registering =
                CompletableFuture.supplyAsync(() -> register((context, input) -> TaskResult.empty()), server.threads());
        Message request = peer.expect("agent.register_toolkit");
        assertThat(ScriptedPeer.json(request).toRaw())
                .hasToString("{\"name\":\"math\",\"title\":\"math\",\"description\":\"\",\"public\":true,"
                        + "\"thumbnail_url\":null,\"tools\":{\"dbl\":{\"title\":\"dbl\",\"description\":\"doubles\","
                        + "\"input_schema\":" + X.toJson() + ",\"thumbnail_url\":null,\"defs\":null}}}");
        peer.answer(request, "{\"type\":\"json\",\"json\":{\"id\":\"k9\"}}");
        Registration registration = Outcome.value(registering);
        assertThat(registration.name()).isEqualTo("math");
        server.answers.remove("agent.unregister_toolkit");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(registration::close, server.threads());
        Message unregister = peer.expect("agent.unregister_toolkit");
        assertThat(ScriptedPeer.json(unregister).toRaw()).hasToString("{\"id\":\"k9\"}");
        peer.answer(unregister, "{\"type\":\"error\",\"text\":\"unknown id\"}");
        Outcome.value(closing);
        registration.close();
        assertThat(peer.types()).filteredOn("agent.unregister_toolkit"::equals).hasSize(1);
    }

    @Test
    void oneNameOnce() {
        Registration first = register((context, input) -> TaskResult.empty());
        TaskException failure =
                catchThrowableOfType(TaskException.class, () -> register((context, input) -> TaskResult.empty()));
        assertThat(failure.text()).contains("'math'");
        first.close();
        register((context, input) -> TaskResult.empty()).close();
    }

    @Test
    void whatTheRoomRefusesIsNotServed() {
        server.answer(
                "agent.register_toolkit", "{\"type\":\"error\",\"text\":\"no\",\"taskrunner\":{\"code\":\"denied\"}}");
        assertThat(catchThrowableOfType(TaskException.class, () -> register((context, input) -> null))
                        .code())
                .isEqualTo(ErrorCode.DENIED);
        server.answer("agent.register_toolkit", "{\"type\":\"json\",\"json\":{\"id\":\"k1\"}}");
        register((context, input) -> null).close();
    }

    @Test
    @DisplayName("§13-43, §13-44: answers under the id of the push, bytes included, nothing as empty")
    void answers() throws Exception {
        AtomicReference<TaskResult> result = new AtomicReference<>();
        register((context, input) -> result.get());
        result.set(TaskResult.of(Map.of("x", 8)));
        call(7, "{\"name\":\"dbl\",\"arguments\":{\"x\":4},\"caller_id\":\"c\"}");
        assertThat(answer(7)).isEqualTo("{\"type\":\"json\",\"json\":{\"x\":8}}");
        result.set(null);
        call(9, "{\"name\":\"dbl\",\"arguments\":{},\"caller_id\":\"c\"}");
        assertThat(answer(9)).isEqualTo("{\"type\":\"empty\"}");
        result.set(TaskResult.of(new Content.File("f", "text/plain", Attachment.of(new byte[] {5}))));
        call(8, "{\"name\":\"dbl\"}");
        Message file = peer.expect("agent.tool_call_response");
        assertThat(file.id()).isEqualTo(8);
        assertThat(file.body().attachment().get()).isEqualTo((byte) 5);
    }

    @Test
    void theContextTellsWhoCallsAndBringsTheAttachment() throws Exception {
        AtomicReference<ToolContext> seen = new AtomicReference<>();
        register((context, input) -> {
            seen.set(context);
            return TaskResult.empty();
        });
        Body body = Body.of(
                Wire.fields("{\"name\":\"dbl\",\"caller_id\":\"c\",\"on_behalf_of_id\":\"o\","
                        + "\"taskrunner\":{\"timeout_ms\":5000,\"chain\":[\"r\"],\"calls_left\":3}}"),
                ByteBuffer.wrap(new byte[] {1, 2}));
        peer.push(7, "agent.tool_call.math", body);
        answer(7);
        ToolContext context = seen.get();
        assertThat(context.caller().id()).isEqualTo("c");
        assertThat(context.principal().id()).isEqualTo("o");
        assertThat(context.attachment()).contains(Attachment.of(new byte[] {1, 2}));
        assertThat(context.remaining()).contains(Duration.ofSeconds(5));
        assertThat(context.delegation()).isEqualTo(new Delegation(List.of("r"), 3));
    }

    @Test
    @DisplayName("§13-45: errors, each once: unknown tool, invalid arguments, own, others")
    void errors() throws Exception {
        register((context, input) -> {
            if (input.asMap().isEmpty()) {
                throw new TaskException(ErrorCode.DENIED, "no");
            }
            throw new StackOverflowError("s3cret");
        });
        call(1, "{\"name\":\"sqrt\"}");
        assertThat(answer(1)).contains("'sqrt'", "unknown_tool");
        call(2, "{\"name\":\"dbl\",\"arguments\":{\"x\":\"4\"}}");
        assertThat(answer(2)).contains("invalid_arguments", "/x");
        call(3, "{\"name\":\"dbl\",\"arguments\":[4]}");
        assertThat(answer(3)).contains("invalid_arguments");
        call(4, "{\"name\":\"dbl\",\"arguments\":{}}");
        assertThat(answer(4))
                .isEqualTo(
                        "{\"type\":\"error\",\"text\":\"no\",\"taskrunner\":{\"code\":\"denied\",\"retriable\":false}}");
        call(5, "{\"name\":\"dbl\",\"arguments\":{\"x\":4}}");
        assertThat(answer(5)).contains("\"failed\"").doesNotContain("s3cret");
    }

    @Test
    void aResultWhoseMetadataIsNotJsonIsAnInvalidResponse() throws Exception {
        register((context, input) -> TaskResult.of("x").withMetadata("odd", new Object()));
        call(1, "{\"name\":\"dbl\"}");
        assertThat(answer(1)).contains("invalid_response");
    }

    @Test
    void aToolkitThatWasTakenBack() throws Exception {
        register((context, input) -> TaskResult.empty()).close();
        call(1, "{\"name\":\"dbl\"}");
        assertThat(answer(1)).contains("unknown_tool", "'math'");
    }

    @Test
    void namesWithDotsAreFound() throws Exception {
        room.toolkits()
                .register(Toolkit.of("a.b", Tool.of("t", "", X, (context, input) -> TaskResult.of("dotted"))), false);
        peer.push(3, "agent.tool_call.a.b", ScriptedRoom.body("{\"name\":\"t\"}"));
        assertThat(answer(3)).contains("dotted");
    }

    @Test
    void aCancelAndADeadline() throws Exception {
        register(this::waiting);
        call(1, "{\"name\":\"dbl\",\"taskrunner\":{\"progress\":true}}");
        assertThat(peer.expectJson("agent.progress").toRaw())
                .hasToString("{\"call_id\":1,\"progress\":{\"text\":\"started\"}}");
        peer.push("agent.cancel", "{\"call_id\":1,\"text\":\"gave up\",\"taskrunner\":{\"code\":\"cancelled\"}}");
        assertThat(answer(1)).contains("gave up", "cancelled");
        call(2, "{\"name\":\"dbl\",\"taskrunner\":{\"progress\":true,\"timeout_ms\":5000}}");
        peer.expect("agent.progress");
        server.timer.awaitScheduled(Duration.ofSeconds(5), Duration.ofSeconds(5));
        server.timer.advance(Duration.ofSeconds(5));
        assertThat(answer(2)).contains("timed_out");
    }

    @Test
    @DisplayName("stopping a runner leaves the tool calls of the connection alone")
    void toolCallsSurviveTheRunner() throws Exception {
        register(this::waiting);
        call(1, "{\"name\":\"dbl\",\"taskrunner\":{\"progress\":true}}");
        peer.expect("agent.progress");
        room.serve(dev.taskrunner.TaskRunner.of(
                        dev.taskrunner.TaskSpec.builder().build(), (context, input) -> TaskResult.empty()))
                .close();
        release.countDown();
        assertThat(answer(1)).contains("released");
    }
}
