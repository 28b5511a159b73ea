package dev.taskrunner.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Registration;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.Gate;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runners as tools, at their edges: odd names, odd arguments, several threads, departures. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class AgentsAsToolsEdgesTest {
    private static final String HELLO = "{\"text\":\"hello\"}";

    private final ModelServer models = new ModelServer();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        threads.shutdownNow();
        models.close();
    }

    interface Assistant {
        String chat(String text);
    }

    private static List<AiServiceTool> offered(AgentsToolProvider provider, Object memory) {
        UserMessage hello = UserMessage.from("hello");
        InvocationContext turn = InvocationContext.builder()
                .chatMemoryId(memory)
                .userMessage(hello)
                .timestampNow()
                .build();
        return provider.provideTools(ToolProviderRequest.builder()
                        .userMessage(hello)
                        .invocationContext(turn)
                        .build())
                .aiServiceTools();
    }

    private static String call(AiServiceTool tool, String arguments) {
        ToolExecutionRequest request = ToolExecutionRequest.builder()
                .id("1")
                .name(tool.name())
                .arguments(arguments)
                .build();
        return tool.toolExecutor().execute(request, "memory");
    }

    private static AiServiceTool only(Room room) {
        List<AiServiceTool> tools = offered(AgentsToolProvider.of(room), "m");
        assertThat(tools).hasSize(1);
        return tools.get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"über setzer", "日本語", "a/b:c", "run_run_", "-", "x.y.z", "ÅÄÖåäö"})
    void namesThatNoModelTakesAreCalledAllTheSame(String name, @As("host") Room host, @As("chatbot") Room room) {
        host.serve(Runners.translator(name));
        AiServiceTool tool = only(room);
        assertThat(tool.name()).matches("run_[a-zA-Z0-9_-]{1,60}");
        assertThat(call(tool, HELLO)).isEqualTo("{\"french\":\"fr:hello\"}");
    }

    @Test
    void aNameThatIsTooLongIsCutAndStillReached(@As("host") Room host, @As("chatbot") Room room) {
        host.serve(Runners.translator("long-".repeat(20)));
        AiServiceTool tool = only(room);
        assertThat(tool.name()).hasSizeLessThanOrEqualTo(64);
        assertThat(call(tool, HELLO)).contains("fr:hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{\"text\":", "\"hello\"", "{\"text\":5}", "{}", "{\"text\":\"a\",\"b\":1}"})
    void oddArgumentsAreWordsForTheModelAndNobodyIsAsked(
            String arguments, @As("host") Room host, @As("chatbot") Room room) {
        List<Object> asked = new ArrayList<>();
        host.serve(Runners.of("strict", (context, input) -> {
            asked.add(input);
            return TaskResult.empty();
        }));
        assertThat(call(only(room), arguments)).startsWith("error: ");
        assertThat(asked).isEmpty();
    }

    @Test
    void anEmptyAnswerIsAnAnswer(@As("host") Room host, @As("chatbot") Room room) {
        host.serve(Runners.of("quiet", (context, input) -> TaskResult.empty()));
        assertThat(call(only(room), HELLO)).isNotBlank().doesNotStartWith("error");
    }

    @Test
    void whatARunnerThrowsIsToldWithoutItsSecrets(@As("host") Room host, @As("chatbot") Room room) {
        host.serve(Runners.of("failing", (context, input) -> {
            throw new IllegalStateException("password 4711");
        }));
        assertThat(call(only(room), HELLO)).startsWith("error: ").doesNotContain("4711");
    }

    @Test
    void whatARunnerRefusesIsToldAsItIs(@As("host") Room host, @As("chatbot") Room room) {
        host.serve(Runners.of("refusing", (context, input) -> {
            throw new TaskException(ErrorCode.DENIED, "not on {{Sundays}}");
        }));
        assertThat(call(only(room), HELLO)).startsWith("error: ").contains("not on {{Sundays}}");
    }

    @Test
    void fourThreadsAskAtOnceAndEachHasItsOwnAnswer(@As("host") Room host, @As("chatbot") Room room) throws Exception {
        host.serve(Runners.translator("translator"));
        AgentsToolProvider provider = AgentsToolProvider.of(room);
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String arguments = "{\"text\":\"" + i + "\"}";
            Object memory = "m" + i % 4;
            answers.add(CompletableFuture.supplyAsync(
                    () -> call(offered(provider, memory).get(0), arguments), threads));
        }
        for (int i = 0; i < 40; i++) {
            assertThat(answers.get(i).get(40, TimeUnit.SECONDS)).isEqualTo("{\"french\":\"fr:" + i + "\"}");
        }
    }

    @Test
    void runnersWhoseNamesBecomeOneAreToldApart(
            @As("one") Room one, @As("two") Room two, @As("three") Room three, @As("chatbot") Room room) {
        one.serve(Runners.of("a b", (context, input) -> TaskResult.of("blank")));
        two.serve(Runners.of("a.b", (context, input) -> TaskResult.of("dot")));
        three.serve(Runners.of("a/b", (context, input) -> TaskResult.of("slash")));
        List<AiServiceTool> tools = offered(AgentsToolProvider.of(room), "m");
        assertThat(new HashSet<>(tools.stream().map(AiServiceTool::name).toList()))
                .hasSize(3);
        assertThat(tools.stream().map(tool -> call(tool, HELLO))).containsExactlyInAnyOrder("blank", "dot", "slash");
    }

    @Test
    void aRunnerThatLeavesDuringTheCallIsNewsForTheModel(@As("host") Room host, @As("chatbot") Room room)
            throws Exception {
        Gate gate = new Gate();
        host.serve(Runners.of("leaver", (context, input) -> {
            gate.pass();
            return TaskResult.of("too late");
        }));
        AiServiceTool tool = only(room);
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> call(tool, HELLO), threads);
        assertThat(gate.awaitArrivals(1)).isTrue();
        host.close();
        assertThat(answer.get(40, TimeUnit.SECONDS)).startsWith("error: ").contains("leaver");
    }

    @Test
    void aRunnerThatComesBackIsOfferedAsBefore(@As("host") Room host, @As("chatbot") Room room) {
        Registration first = host.serve(Runners.translator("boomerang"));
        AgentsToolProvider provider = AgentsToolProvider.of(room);
        String name = offered(provider, "m").get(0).name();
        first.close();
        assertThat(offered(provider, "m").get(0).toolSpecification().description())
                .contains("NOT AVAILABLE");
        host.serve(Runners.translator("boomerang"));
        AiServiceTool back = offered(provider, "m").get(0);
        assertThat(back.name()).isEqualTo(name);
        assertThat(back.toolSpecification().description()).doesNotContain("NOT AVAILABLE");
        assertThat(call(back, HELLO)).contains("fr:hello");
    }

    @Test
    void aRunnerThatComesBackWithAnotherSchemaIsOfferedWithThat(@As("host") Room host, @As("chatbot") Room room) {
        Registration first = host.serve(Runners.translator("changeling"));
        AgentsToolProvider provider = AgentsToolProvider.of(room);
        offered(provider, "m");
        first.close();
        host.serve(TaskRunner.of(
                TaskSpec.builder("changeling")
                        .inputSchema(
                                "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}")
                        .build(),
                (context, input) -> TaskResult.of(input.asMap().get("n"))));
        AiServiceTool tool = offered(provider, "m").get(0);
        assertThat(call(tool, "{\"n\":5}")).isEqualTo("5");
        assertThat(call(tool, HELLO)).startsWith("error: ");
    }

    @Test
    void anAnswerThatBreaksItsPromiseIsAnErrorForTheModel(@As("host") Room host, @As("chatbot") Room room) {
        host.serve(TaskRunner.of(
                Runners.spec("liar").outputSchema("{\"type\":\"integer\"}").build(),
                (context, input) -> TaskResult.of("four")));
        assertThat(call(only(room), HELLO)).startsWith("error: ");
    }

    @Test
    void severalCallsOfOneRoundAreAllAnswered(@As("one") Room one, @As("two") Room two, @As("chatbot") Room room) {
        one.serve(Runners.of("one", (context, input) -> TaskResult.of("1")));
        two.serve(Runners.of("two", (context, input) -> {
            throw new TaskException(ErrorCode.DENIED, "never");
        }));
        models.calls("run_one", HELLO, "run_two", HELLO, "run_nobody", HELLO).text("done");
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(models.model().build())
                .toolProvider(AgentsToolProvider.of(room))
                .hallucinatedToolNameStrategy(request ->
                        dev.langchain4j.data.message.ToolExecutionResultMessage.from(request, "no such tool"))
                .build();
        assertThat(assistant.chat("go")).isEqualTo("done");
        List<String> told = ModelRequests.texts(models.lastRequest(), "tool");
        assertThat(told).hasSize(3).contains("1", "no such tool");
        assertThat(told.get(1)).contains("never");
    }

    @Test
    void aRunnerThatIsNotInTheRoomIsNoTool(@As("chatbot") Room room) {
        assertThat(offered(AgentsToolProvider.of(room), "m")).isEmpty();
        assertThat(offered(AgentsToolProvider.builder(room).agents("nobody").build(), "m"))
                .isEmpty();
        assertThat(AgentsToolkit.of(room).tools()).isEmpty();
    }

    @Test
    void aToolkitOfRunnersRefusesTwoOfOneNameAndThoseWithout() {
        TaskRunner one = Runners.translator("same");
        assertThatThrownBy(() -> RoomToolkit.of("kit", one, one)).hasMessageContaining("same");
        TaskRunner nameless = Runners.translator("");
        assertThatThrownBy(() -> RoomToolkit.of("kit", nameless)).hasMessageContaining("name");
        assertThatThrownBy(() -> RoomToolkit.of("kit", new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void aToolkitOfManyRunnersIsAskedThroughARoom(@As("host") Room host, @As("user") Room user) {
        RoomToolkit.publish(
                host,
                "kit",
                List.of(
                        Runners.translator("fr"),
                        Runners.of(
                                "up",
                                (context, input) -> TaskResult.of(
                                        String.valueOf(input.asMap().get("text"))
                                                .toUpperCase(java.util.Locale.ROOT)))));
        Map<String, String> hello = Map.of("text", "{{hello}}");
        assertThat(user.toolkits().invoke("kit", "up", hello).asText()).isEqualTo("{{HELLO}}");
        assertThat(user.toolkits().invoke("kit", "fr", hello).asMap()).containsEntry("french", "fr:{{hello}}");
        assertThatThrownBy(() -> user.toolkits().invoke("kit", "nope", hello)).hasMessageContaining("nope");
    }

    @Test
    void oneToolIsSharedByManyServices(@As("host") Room host, @As("chatbot") Room room) {
        host.serve(Runners.translator("shared"));
        RunTaskTool tool = RunTaskTool.of(room, "shared");
        assertThat(tool).hasSize(1);
        assertThat(tool.keySet().iterator().next().name()).isEqualTo(((Tool) tool).name());
        for (int i = 0; i < 3; i++) {
            models.calls("run_shared", HELLO).text("ok " + i);
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(models.model().build())
                    .tools(tool)
                    .build();
            assertThat(assistant.chat("go")).isEqualTo("ok " + i);
        }
    }
}
