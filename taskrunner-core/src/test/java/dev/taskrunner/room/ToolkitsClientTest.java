package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The toolkits of others, listed and called. */
@Timeout(60)
class ToolkitsClientTest {
    private final ScriptedRoom server = new ScriptedRoom();
    private final ToolContext context = TaskContext.forCaller("alice").toolContext();
    private Room room;
    private ScriptedPeer peer;

    @BeforeEach
    void join() throws Exception {
        room = server.join();
        peer = server.peer();
    }

    @AfterEach
    void leave() {
        server.close();
    }

    private Toolkit listed(String toolkit) {
        server.answer("agent.list_toolkits", "{\"type\":\"json\",\"json\":{\"tools\":{\"math\":" + toolkit + "}}}");
        List<Toolkit> all = room.toolkits().list();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    @DisplayName("§13-47: participant_id null or named; a map of maps comes back")
    void listing() {
        List<String> asked = new ArrayList<>();
        server.answers.put("agent.list_toolkits", (from, message) -> {
            asked.add(Wire.text(ScriptedPeer.json(message)));
            return ScriptedRoom.body(
                    "{\"type\":\"json\",\"json\":{\"tools\":{\"b\":{\"title\":\"B\",\"description\":\"d\","
                            + "\"tools\":{\"z\":{},\"y\":{\"title\":\"Y\",\"description\":\"yy\"}}},\"a\":{},\"odd\":5}}}");
        });
        List<Toolkit> toolkits = room.toolkits().list();
        room.toolkits().listFor("p");
        assertThat(asked).containsExactly("{\"participant_id\":null}", "{\"participant_id\":\"p\"}");
        assertThat(toolkits).extracting(Toolkit::name).containsExactly("b", "a");
        assertThat(toolkits.get(0).title()).isEqualTo("B");
        assertThat(toolkits.get(0).description()).isEqualTo("d");
        assertThat(toolkits.get(0).tools()).extracting(Tool::name).containsExactly("z", "y");
        assertThat(toolkits.get(0).tools()).extracting(Tool::title).containsExactly("z", "Y");
        assertThat(toolkits.get(1).title()).isEqualTo("a");
    }

    @Test
    void nothingListed() {
        server.answer("agent.list_toolkits", "{\"type\":\"empty\"}");
        assertThat(room.toolkits().list()).isEmpty();
    }

    @Test
    @DisplayName("§5.5: definitions belong under $defs of the schema; §13-45: arguments are checked before the call")
    void definitions() {
        Toolkit math = listed(
                "{\"tools\":{\"t\":{\"input_schema\":{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/X\"},"
                        + "\"y\":{\"$ref\":\"#/$defs/Y\"}},\"$defs\":{\"Y\":{\"type\":\"string\"}}},\"defs\":{\"X\":{\"type\":\"integer\"}}}}}");
        TaskException failure = catchThrowableOfType(
                TaskException.class, () -> math.invoke(context, "t", TaskInput.of(Map.of("x", "1", "y", 2))));
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(failure.violations()).extracting("pointer").containsExactlyInAnyOrder("/x", "/y");
        assertThat(peer.types()).containsExactly("agent.list_toolkits");
    }

    @Test
    void aSchemaThatCannotBeCompiledChecksNothing() throws Exception {
        server.answer("agent.invoke_tool", "{\"type\":\"text\",\"text\":\"done\"}");
        for (String tool :
                List.of("{}", "{\"input_schema\":null}", "{\"input_schema\":{\"type\":\"nonsense\"}}", "5")) {
            Toolkit math = listed("{\"tools\":{\"t\":" + tool + "}}");
            assertThat(math.invoke(context, "t", TaskInput.of(Map.of("any", 1))).asText())
                    .isEqualTo("done");
        }
    }

    @Test
    @DisplayName("§5.6, leg 1: all keys, and the attachment")
    void invoking() throws Exception {
        AskOptions options = AskOptions.builder()
                .attachment(Attachment.of(new byte[] {3}))
                .onBehalfOf("p")
                .timeout(Duration.ofSeconds(1))
                .build();
        CompletableFuture<TaskResult> called = room.toolkits().invokeAsync("math", "dbl", Map.of("x", 4), options);
        Message request = peer.expect("agent.invoke_tool");
        assertThat(ScriptedPeer.json(request).toRaw())
                .hasToString("{\"toolkit\":\"math\",\"tool\":\"dbl\",\"arguments\":{\"x\":4},\"participant_id\":null,"
                        + "\"on_behalf_of_id\":\"p\",\"caller_context\":null,\"taskrunner\":{\"timeout_ms\":1000}}");
        assertThat(request.body().attachment().get()).isEqualTo((byte) 3);
        peer.answer(request, "{\"type\":\"json\",\"json\":8}");
        assertThat(Outcome.value(called).as(Integer.class)).isEqualTo(8);
    }

    @Test
    void invokingAndWaiting() {
        server.answer("agent.invoke_tool", "{\"type\":\"link\",\"name\":\"n\",\"url\":\"u\"}");
        assertThat(room.toolkits().invoke("math", "dbl", Map.of()).toJson())
                .isEqualTo("{\"name\":\"n\",\"url\":\"u\"}");
        server.answer("agent.invoke_tool", "{\"type\":\"error\",\"text\":\"no\",\"taskrunner\":{\"code\":\"denied\"}}");
        assertThat(catchThrowableOfType(
                                TaskException.class, () -> room.toolkits().invoke("math", "dbl", Map.of()))
                        .code())
                .isEqualTo(ErrorCode.DENIED);
    }

    @Test
    void aTimeoutAndACancelTellTheRoom() throws Exception {
        CompletableFuture<TaskResult> late =
                room.toolkits().invokeAsync("math", "dbl", Map.of(), AskOptions.timeout(Duration.ofSeconds(1)));
        Message first = peer.expect("agent.invoke_tool");
        server.timer.advance(Duration.ofSeconds(1));
        assertThat(Outcome.failure(late).code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(peer.expectJson("agent.cancel").integer("request_id")).isEqualTo(first.id());
        room.toolkits().invokeAsync("math", "dbl", Map.of(), AskOptions.DEFAULT).cancel(true);
        Message second = peer.expect("agent.invoke_tool");
        assertThat(peer.expectJson("agent.cancel").integer("request_id")).isEqualTo(second.id());
    }

    @Test
    void aListedToolTakesTheContextsAttachmentAndTime() throws Exception {
        Toolkit math = listed("{\"tools\":{\"t\":{}}}");
        ToolContext with = context.withAttachment(Attachment.of(new byte[] {6}));
        CompletableFuture<TaskResult> called =
                CompletableFuture.supplyAsync(() -> math.invoke(with, "t", TaskInput.of(null)), server.threads());
        Message request = peer.expect("agent.invoke_tool");
        assertThat(request.body().attachment().get()).isEqualTo((byte) 6);
        peer.answer(request, "{\"type\":\"empty\"}");
        assertThat(Outcome.value(called)).isEqualTo(TaskResult.empty());
    }
}
