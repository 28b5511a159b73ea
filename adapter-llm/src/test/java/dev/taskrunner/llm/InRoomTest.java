package dev.taskrunner.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.Gate;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ModelAnswers;
import dev.taskrunner.testing.model.ModelServer;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runners in a real room, with a provider behind real HTTP. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class InRoomTest {
    private final ModelServer provider = new ModelServer();

    @AfterEach
    void close() {
        provider.close();
    }

    private static Tool answering(String name, String answer) {
        return Tool.of(name, "Says " + answer, JsonSchema.noArguments(), (context, input) -> TaskResult.of(answer));
    }

    @Test
    @DisplayName("local, required and caller-supplied toolkits reach the model in this order, each tool once, and run")
    void offersToolsInOrder(@As("host") Room host, @As("provider") Room shared, @As("caller") Room caller) {
        provider.calls("local", "{}", "shared", "{}", "mine", "{}").text("done");
        shared.toolkits().register(Toolkit.of("room-kit", answering("shared", "from the room")), true);
        caller.toolkits().register(Toolkit.of("my-kit", answering("mine", "from the caller")), false);
        host.serve(LlmTaskRunner.builder("helper", provider.model().build())
                .toolkits(Toolkit.of("own", answering("local", "from the runner")))
                .requires(RequiredToolkit.of("room-kit"))
                .build());
        AskOptions options = AskOptions.builder().toolkit("my-kit").build();
        assertThat(caller.agents().ask("helper", Contexts.prompt("go"), options).asText())
                .isEqualTo("done");
        List<String> offered = new ArrayList<>();
        provider.requests()
                .get(0)
                .path("tools")
                .forEach(tool -> offered.add(tool.path("function").path("name").asText()));
        assertThat(offered).containsExactly("local", "shared", "mine");
        JsonNode messages = provider.requests().get(1).path("messages");
        assertThat(messages.path(2).path("content").asText()).isEqualTo("from the runner");
        assertThat(messages.path(3).path("content").asText()).isEqualTo("from the room");
        assertThat(messages.path(4).path("content").asText()).isEqualTo("from the caller");
    }

    @Test
    @DisplayName("a caller's tool that is named like the runner's own is refused, naming both toolkits")
    void refusesToolsOfOneName(@As("host") Room host, @As("caller") Room caller) {
        caller.toolkits().register(Toolkit.of("my-kit", answering("local", "mine")), false);
        host.serve(LlmTaskRunner.builder("helper", provider.model().build())
                .toolkits(Toolkit.of("own", answering("local", "own")))
                .build());
        TaskException error = catchThrowableOfType(
                TaskException.class,
                () -> caller.agents()
                        .ask(
                                "helper",
                                Contexts.prompt("go"),
                                AskOptions.builder().toolkit("my-kit").build()));
        assertThat(error.text()).contains("local", "own", "my-kit");
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    @DisplayName("an attachment of the ask reaches the model, and progress reaches the caller")
    void takesAttachments(@As("host") Room host, @As("caller") Room caller) throws InterruptedException {
        provider.text("Milk");
        host.serve(LlmTaskRunner.builder("helper", provider.model().build()).build());
        byte[] tar = Tars.of(Tars.file("list.txt", "Milk, eggs".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        List<String> progress = new CopyOnWriteArrayList<>();
        AskOptions options = AskOptions.builder()
                .attachment(Attachment.of(tar))
                .progress(step -> progress.add(String.valueOf(step.text())))
                .build();
        TaskResult result = caller.agents().ask("helper", Contexts.prompt("First?"), options);
        assertThat(result.asText()).isEqualTo("Milk");
        assertThat(result.metadata()).containsEntry("model_calls", 1).containsKey("token_usage");
        assertThat(provider.bodies().get(0)).contains("list.txt", "Milk, eggs");
        org.awaitility.Awaitility.await().until(() -> progress.contains("asking the model"));
    }

    @Test
    @DisplayName("a cancelled ask ends the HTTP request of the model, and the place is free for the next")
    void cancelsTheRequest(@As("host") Room host, @As("caller") Room caller) {
        provider.then(ModelAnswers.of(ModelAnswers.message().put("content", "late"), "stop")
                        .withFixedDelay(50_000))
                .text("second");
        host.serve(LlmTaskRunner.builder("helper", provider.model().build())
                .with(spec -> spec.maxConcurrentTasks(1))
                .build());
        CompletableFuture<TaskResult> first = caller.agents().askAsync("helper", Contexts.prompt("one"));
        org.awaitility.Awaitility.await().until(() -> provider.requests().size() == 1);
        assertThat(first.cancel(true)).isTrue();
        // With one place only, this is answered because the model's call was ended, long before its 50 seconds are
        // over.
        assertThat(caller.agents()
                        .ask("helper", Contexts.prompt("two"), AskOptions.timeout(Duration.ofSeconds(30)))
                        .asText())
                .isEqualTo("second");
    }

    @Test
    @DisplayName("the deadline ends a slow provider; the caller hears of it as such")
    void keepsTheDeadline(@As("host") Room host, @As("caller") Room caller) {
        provider.then(aResponse().withFixedDelay(50_000));
        host.serve(LlmTaskRunner.builder("helper", provider.model().build())
                .timeout(Duration.ofMillis(300))
                .build());
        TaskException late =
                catchThrowableOfType(TaskException.class, () -> caller.agents().ask("helper", Contexts.prompt("one")));
        assertThat(late.code()).isEqualTo(ErrorCode.TIMED_OUT);
    }

    @Test
    @DisplayName("a cancelled ask interrupts a tool that runs in the host")
    void cancelsTools(@As("host") Room host, @As("caller") Room caller) {
        Gate gate = new Gate();
        Tool slow = Tool.of("slow", "Waits", JsonSchema.noArguments(), (context, input) -> {
            gate.pass();
            return TaskResult.empty();
        });
        ScriptedChatModel model = new ScriptedChatModel().toolCall("slow", "{}").text("never");
        host.serve(LlmTaskRunner.builder("helper", model)
                .toolkits(Toolkit.of("own", slow))
                .build());
        CompletableFuture<TaskResult> answer = caller.agents().askAsync("helper", Contexts.prompt("go"));
        assertThat(gate.awaitArrivals(1)).isTrue();
        answer.cancel(true);
        assertThat(gate.awaitInterrupts(1)).isTrue();
        assertThat(model.remaining()).isEqualTo(1);
    }
}
