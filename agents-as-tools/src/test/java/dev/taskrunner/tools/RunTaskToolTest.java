package dev.taskrunner.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.service.AiServices;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.Cancellation;
import dev.taskrunner.Delegation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.Gate;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** One runner as a tool: of ours and of LangChain4j. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class RunTaskToolTest {
    private static final TaskInput HELLO = TaskInput.of(Map.of("text", "hello"));

    private final ModelServer models = new ModelServer();

    @AfterEach
    void stop() {
        models.close();
    }

    interface Assistant {
        String chat(String text);
    }

    private static ToolContext context(java.util.function.UnaryOperator<CallContext.Builder> more) {
        return more.apply(CallContext.builder(Participant.unknown(""))).tool();
    }

    @Test
    @DisplayName("an AI service that knows nothing of rooms calls a runner on another connection")
    void inAnAiService(@As("translator") Room host, @As("chatbot") Room room) {
        host.serve(Runners.translator("translator"));
        models.calls("run_translator", "{\"text\":\"hello\"}").text("It is fr:hello.");
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(models.model().build())
                .tools(RunTaskTool.of(room, "translator"))
                .build();
        assertThat(assistant.chat("Say hello in French")).isEqualTo("It is fr:hello.");
        JsonNode first = models.requests().get(0);
        assertThat(ModelRequests.tools(first)).containsExactly("run_translator");
        assertThat(first.at("/tools/0/function/parameters/required/0").asText()).isEqualTo("text");
        assertThat(ModelRequests.description(first, "run_translator"))
                .startsWith("Translates into French\nAnswers with JSON that matches this schema: {")
                .contains("\"french\"");
        assertThat(ModelRequests.texts(models.lastRequest(), "tool")).containsExactly("{\"french\":\"fr:hello\"}");
    }

    @Test
    @DisplayName("wrong arguments and a runner that has left are words for the model, and the service goes on")
    void errorsForTheModel(@As("translator") Room host, @As("chatbot") Room room) {
        var served = host.serve(Runners.translator("translator"));
        models.calls("run_translator", "{\"txt\":1}")
                .calls("run_translator", "{\"text\":\"x\"}")
                .text("Sorry.");
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(models.model().build())
                .tools(RunTaskTool.of(room, "translator"))
                .build();
        served.close();
        assertThat(assistant.chat("Say hello in French")).isEqualTo("Sorry.");
        List<String> told = ModelRequests.texts(models.lastRequest(), "tool");
        assertThat(told.get(0)).startsWith("error: ").contains("text", "txt");
        assertThat(told.get(1)).contains("'translator' has left the room");
    }

    @Test
    @DisplayName("title, description and schemas are the runner's; an unknown runner is refused by name")
    void describes(@As("translator") Room host, @As("chatbot") Room room) {
        host.serve(Runners.translator("translator"));
        Tool tool = RunTaskTool.of(room, "translator");
        assertThat(List.of(tool.name(), tool.title(), tool.description()))
                .containsExactly("run_translator", "Translator", "Translates into French");
        assertThat(tool.inputSchema().asMap().toString()).contains("text");
        assertThat(tool.outputSchema().orElseThrow().asMap().toString()).contains("french");
        TaskException error =
                catchThrowableOfType(TaskException.class, () -> RunTaskTool.of(room, "nobody", Duration.ZERO));
        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(error.text()).contains("'nobody'");
    }

    @Test
    @DisplayName("a runner that is not there yet is waited for")
    void waits(@As("translator") Room host, @As("chatbot") Room room) throws Exception {
        CompletableFuture<RunTaskTool> tool =
                CompletableFuture.supplyAsync(() -> RunTaskTool.of(room, "translator", Duration.ofSeconds(20)));
        host.serve(Runners.translator("translator"));
        assertThat(tool.get(20, TimeUnit.SECONDS).name()).isEqualTo("run_translator");
    }

    private static TaskRunner keeping(AtomicReference<TaskContext> seen) {
        return Runners.of("translator", (context, input) -> {
            seen.set(context);
            return TaskResult.empty();
        });
    }

    @Test
    @DisplayName("passes on attachment, principal, time, chain and budget")
    void passesOn(@As("translator") Room host, @As("chatbot") Room room, @As("alice") Room alice) throws Exception {
        AtomicReference<TaskContext> seen = new AtomicReference<>();
        host.serve(keeping(seen));
        Participant forWhom = new Participant(alice.participantId(), "alice", "user", Map.of());
        ToolContext context = context(builder -> builder.onBehalfOf(forWhom)
                .attachment(Attachment.of(new byte[] {7}))
                .deadline(Instant.now().plusSeconds(30), Clock.systemUTC())
                .delegation(new Delegation(List.of("root"), 5)));
        RunTaskTool.of(room, "translator").invoke(context, HELLO);
        TaskContext task = seen.get();
        assertThat(task.caller().name()).isEqualTo("chatbot");
        assertThat(task.onBehalfOf().map(Participant::name)).contains("alice");
        assertThat(task.attachment().orElseThrow().toByteArray()).containsExactly(7);
        assertThat(task.remaining().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(task.delegation()).isEqualTo(new Delegation(List.of("root", "translator"), 4));
    }

    @Test
    @DisplayName("progress comes back, and a cancel stops the runner")
    void progressAndCancel(@As("translator") Room host, @As("chatbot") Room room) throws Exception {
        Gate gate = new Gate();
        host.serve(Runners.of("translator", (context, input) -> {
            context.progress("looking it up");
            gate.pass();
            return TaskResult.empty();
        }));
        CompletableFuture<Progress> heard = new CompletableFuture<>();
        Cancellation cancellation = new Cancellation();
        Tool tool = RunTaskTool.of(room, "translator");
        ToolContext context =
                context(builder -> builder.cancellation(cancellation).progress(heard::complete));
        CompletableFuture<TaskResult> answer =
                CompletableFuture.supplyAsync(() -> Toolkit.of("kit", tool).invoke(context, "run_translator", HELLO));
        assertThat(gate.awaitArrivals(1)).isTrue();
        assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo(Progress.of("looking it up"));
        cancellation.cancel(new TaskException(ErrorCode.CANCELLED, "enough"));
        assertThat(gate.awaitInterrupts(1)).isTrue();
        assertThat(answer.handle((result, error) -> error).get(20, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(Exception.class);
    }

    @Test
    @DisplayName("AgentsToolkit.of gives the room's runners, all or those named")
    void toolkits(@As("one") Room one, @As("two") Room two, @As("chatbot") Room room) {
        one.serve(Runners.translator("one"));
        two.serve(Runners.translator("two"));
        assertThat(AgentsToolkit.of(room).tools()).extracting(Tool::name).containsExactly("run_one", "run_two");
        Toolkit named = AgentsToolkit.of(room, "two");
        assertThat(named.invoke(context(builder -> builder), "run_two", HELLO).asMap())
                .containsEntry("french", "fr:hello");
        TaskException error =
                catchThrowableOfType(TaskException.class, () -> AgentsToolkit.of(room, "two", "three", "four"));
        assertThat(error.text()).contains("agents 'three', 'four'");
    }
}
