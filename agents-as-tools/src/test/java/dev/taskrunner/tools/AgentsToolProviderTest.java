package dev.taskrunner.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.invocation.InvocationParameters;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.taskrunner.AskOptions;
import dev.taskrunner.Participant;
import dev.taskrunner.Progress;
import dev.taskrunner.Registration;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.langchain4j.bridge.CallParameters;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.RoomFixture;
import dev.taskrunner.testing.model.ModelAnswers;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** All runners of a room as the tools of a LangChain4j chatbot. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class AgentsToolProviderTest {
    private final ModelServer models = new ModelServer();

    @AfterEach
    void stop() {
        models.close();
    }

    interface Assistant {
        String chat(@dev.langchain4j.service.UserMessage String text);
    }

    interface Called {
        String chat(@dev.langchain4j.service.UserMessage String text, InvocationParameters parameters);
    }

    interface Streaming {
        TokenStream chat(String text);
    }

    private Assistant assistant(AgentsToolProvider provider) {
        return AiServices.builder(Assistant.class)
                .chatModel(models.model().build())
                .chatMemory(MessageWindowChatMemory.withMaxMessages(50))
                .toolProvider(provider)
                .build();
    }

    private static List<String> offered(AgentsToolProvider provider) {
        UserMessage hello = UserMessage.from("hello");
        ToolProviderRequest request = ToolProviderRequest.builder()
                .userMessage(hello)
                .invocationContext(InvocationContext.builder()
                        .chatMemoryId(new Object())
                        .userMessage(hello)
                        .timestampNow()
                        .build())
                .build();
        return provider.provideTools(request).aiServiceTools().stream()
                .map(AiServiceTool::name)
                .toList();
    }

    @Test
    @DisplayName("one line, and an AI service calls runners that other connections serve")
    void oneLine(@As("translator") Room host, @As("chatbot") Room room) {
        host.serve(Runners.translator("translator"));
        models.calls("run_translator", "{\"text\":\"hello\"}").text("fr:hello");
        assertThat(assistant(AgentsToolProvider.of(room)).chat("translate")).isEqualTo("fr:hello");
        assertThat(ModelRequests.texts(models.lastRequest(), "tool")).containsExactly("{\"french\":\"fr:hello\"}");
        assertThat(ModelRequests.description(models.lastRequest(), "run_translator"))
                .contains("\"french\"");
    }

    @Test
    @DisplayName("a runner that joins between two turns is used in the next; one that joins within a turn, at once")
    void follows(@As("one") Room one, @As("two") Room two, @As("chatbot") Room room) {
        one.serve(Runners.of("one", (context, input) -> {
            two.serve(Runners.translator("two"));
            return TaskResult.of("two is here now");
        }));
        models.text("hello")
                .calls("run_one", "{\"text\":\"x\"}")
                .calls("run_two", "{\"text\":\"y\"}")
                .text("done");
        Assistant assistant = assistant(AgentsToolProvider.of(room));
        assistant.chat("hello");
        assertThat(ModelRequests.tools(models.lastRequest())).containsExactly("run_one");
        assertThat(assistant.chat("go on")).isEqualTo("done");
        assertThat(ModelRequests.tools(models.lastRequest())).containsExactly("run_one", "run_two");
        assertThat(ModelRequests.texts(models.lastRequest(), "tool"))
                .containsExactly("two is here now", "{\"french\":\"fr:y\"}");
    }

    @Test
    @DisplayName("a runner that leaves: the model hears so in words, and a call to it does not end the conversation")
    void leaves(@As("one") Room one, @As("chatbot") Room room) {
        Registration served = one.serve(Runners.translator("one"));
        models.text("hello")
                .calls("run_one", "{\"text\":\"x\"}")
                .text("It has left.")
                .text("Indeed.");
        Assistant assistant = assistant(AgentsToolProvider.of(room));
        assistant.chat("hello");
        served.close();
        assertThat(assistant.chat("translate x")).isEqualTo("It has left.");
        JsonNode last = models.lastRequest();
        assertThat(ModelRequests.description(last, "run_one")).contains("'one' has left the room");
        assertThat(ModelRequests.texts(last, "tool")).hasSize(1).allMatch(text -> text.contains("has left the room"));
        assistant.chat("really?");
        assertThat(ModelRequests.tools(models.lastRequest())).isEmpty();
    }

    @Test
    @DisplayName("filters by name, label and predicate; all of them hold")
    void filters(@As("one") Room one, @As("two") Room two, @As("three") Room three, @As("chatbot") Room room) {
        one.serve(TaskRunner.of(Runners.spec("one").labels("text").build(), (context, input) -> TaskResult.empty()));
        two.serve(TaskRunner.of(Runners.spec("two").labels("text").build(), (context, input) -> TaskResult.empty()));
        three.serve(Runners.translator("three"));
        assertThat(offered(AgentsToolProvider.of(room))).containsExactly("run_one", "run_two", "run_three");
        AgentsToolProvider.Builder labelled = AgentsToolProvider.builder(room).label("text");
        assertThat(offered(labelled.build())).containsExactly("run_one", "run_two");
        assertThat(offered(labelled.filter(spec -> !spec.name().equals("one")).build()))
                .containsExactly("run_two");
        assertThat(offered(
                        AgentsToolProvider.builder(room).agents("three", "four").build()))
                .containsExactly("run_three");
    }

    @Test
    @DisplayName("names are made safe, and never change hands")
    void names(@As("my.agent") Room dotted, @As("my_agent") Room plain, @As("chatbot") Room room) {
        Registration first = dotted.serve(Runners.of("my.agent", (context, input) -> TaskResult.of("dotted")));
        AgentsToolProvider provider = AgentsToolProvider.of(room);
        assertThat(offered(provider)).containsExactly("run_my_agent");
        plain.serve(Runners.of("my_agent", (context, input) -> TaskResult.of("plain")));
        List<String> both = offered(provider);
        assertThat(both).hasSize(2).first().isEqualTo("run_my_agent");
        assertThat(both.get(1)).matches("run_my_agent_[0-9a-f]{8}");
        first.close();
        assertThat(offered(provider)).containsExactly(both.get(1));
        models.calls(both.get(1), "{\"text\":\"x\"}").text("ok");
        assistant(provider).chat("go");
        assertThat(ModelRequests.texts(models.lastRequest(), "tool")).containsExactly("plain");
    }

    @Test
    @DisplayName("a service that is itself a runner calls on account of its task")
    void withinATask(@As("back") Room back, @As("front") Room front, @As("alice") Room alice) {
        AtomicReference<TaskContext> seen = new AtomicReference<>();
        back.serve(Runners.of("back", (context, input) -> {
            seen.set(context);
            context.progress("at the back");
            return TaskResult.of("from the back");
        }));
        models.calls("run_back", "{\"text\":\"x\"}").text("done");
        Called service = AiServices.builder(Called.class)
                .chatModel(models.model().build())
                .toolProvider(AgentsToolProvider.of(front))
                .build();
        front.serve(TaskRunner.of(
                TaskSpec.builder("front").build(),
                (context, input) -> TaskResult.of(service.chat("go", CallParameters.of(context)))));
        List<Progress> heard = new CopyOnWriteArrayList<>();
        AskOptions options = AskOptions.builder()
                .timeout(Duration.ofSeconds(40))
                .progress(heard::add)
                .build();
        assertThat(alice.agents().ask("front", Map.of(), options).asText()).isEqualTo("done");
        assertThat(seen.get().delegation().chain()).containsExactly("front", "back");
        assertThat(seen.get().onBehalfOf().map(Participant::name)).contains("alice");
        assertThat(seen.get().remaining().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(40));
        assertThat(heard).containsExactly(new Progress(null, "at the back", null, List.of("front", "back")));
    }

    @Test
    @DisplayName("progress is heard while a streaming service waits for a runner")
    void streaming(@As("translator") Room host, @As("chatbot") Room room) throws Exception {
        host.serve(Runners.of("translator", (context, input) -> {
            context.progress(0.5);
            return TaskResult.of("fr:x");
        }));
        models.then(ModelAnswers.streamCall("run_translator", "{\"text\":\"x\"}"))
                .then(ModelAnswers.stream("fr", ":x"));
        List<String> reports = new CopyOnWriteArrayList<>();
        Streaming service = AiServices.builder(Streaming.class)
                .streamingChatModel(models.streamingModel().build())
                .toolProvider(AgentsToolProvider.builder(room)
                        .progress((agent, report) -> reports.add(agent + " " + report.fraction()))
                        .build())
                .build();
        CompletableFuture<String> answer = new CompletableFuture<>();
        service.chat("go")
                .onPartialResponse(piece -> {})
                .onCompleteResponse(
                        response -> answer.complete(response.aiMessage().text()))
                .onError(answer::completeExceptionally)
                .start();
        assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("fr:x");
        assertThat(reports).containsExactly("translator 0.5");
    }

    @Test
    @DisplayName("while the room cannot be reached, the tools of the last time answer with that error")
    void unreachable(RoomFixture rooms, @As("translator") Room host, @As("chatbot") Room room) {
        host.serve(Runners.translator("translator"));
        AgentsToolProvider provider = AgentsToolProvider.of(room);
        assertThat(offered(provider)).containsExactly("run_translator");
        rooms.stopServer();
        models.calls("run_translator", "{\"text\":\"x\"}").text("I cannot.");
        assertThat(assistant(provider).chat("go")).isEqualTo("I cannot.");
        assertThat(ModelRequests.texts(models.lastRequest(), "tool").get(0)).startsWith("error: ");
    }

    @Test
    @DisplayName("a runner with a schema that no model takes does not keep the others away")
    void oddSchemas(@As("odd") Room odd, @As("translator") Room host, @As("chatbot") Room room) {
        odd.serve(TaskRunner.of(
                TaskSpec.builder("odd")
                        .inputSchema("{\"type\":\"object\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}}}")
                        .build(),
                (context, input) -> TaskResult.empty()));
        host.serve(Runners.translator("translator"));
        assertThat(offered(AgentsToolProvider.of(room))).contains("run_translator");
    }
}
