package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.declarative.SequenceAgent;
import dev.langchain4j.agentic.scope.ResultWithAgenticScope;
import dev.langchain4j.agentic.supervisor.SupervisorAgent;
import dev.langchain4j.agentic.supervisor.SupervisorResponseStrategy;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgenticAgentsTest {
    private static final String STORY = "{\"title\":\"T\",\"lines\":[\"one\"]}";
    private final ScriptedChatModel model = new ScriptedChatModel();

    public record Story(String title, List<String> lines) {}

    public enum Style {
        COMIC,
        DARK
    }

    public interface Writer {
        @UserMessage("Write about {{topic}} in {{style}}")
        @Agent(value = "writes a story", outputKey = "story")
        String write(@V("topic") String topic, @V("style") Style style);
    }

    public interface Editor {
        @UserMessage("Edit {{story}}")
        @Agent(description = "edits", outputKey = "final", name = "editor")
        Story edit(@V("story") String story);
    }

    public interface Pipeline {
        @Agent("writes, then edits")
        Story run(@V("topic") String topic, @V("style") Style style);
    }

    public interface ScopedPipeline {
        @Agent("writes, then edits")
        ResultWithAgenticScope<Story> run(@MemoryId String id, @V("topic") String topic, @V("style") Style style);
    }

    public interface DeclaredPipeline {
        @SequenceAgent(
                outputKey = "final",
                subAgents = {Writer.class, Editor.class})
        Story run(@V("topic") String topic, @V("style") Style style);
    }

    /** No AI at all, as agents may be. */
    public static final class Counter {
        @Agent(value = "counts", outputKey = "length")
        public Integer count(@V("story") String story) {
            return story.length();
        }
    }

    private Writer writer() {
        return AgenticServices.agentBuilder(Writer.class).chatModel(model).build();
    }

    private Editor editor() {
        return AgenticServices.agentBuilder(Editor.class).chatModel(model).build();
    }

    private static final JsonSchema TOPIC_AND_STYLE = JsonSchema.parse("""
            {"type":"object","properties":{"topic":{"type":"string"},"style":{"type":"string","enum":["COMIC","DARK"]}},
             "required":["topic","style"],"additionalProperties":false}""");

    @Test
    void anAgentIsItsMethod() {
        model.text("a story");
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("writer", writer());
        assertThat(runner.spec().description()).isEqualTo("writes a story");
        assertThat(runner.spec().inputSchema()).isEqualTo(TOPIC_AND_STYLE);
        assertThat(Asking.ask(runner, Map.of("topic", "cats", "style", "DARK")).asText())
                .isEqualTo("a story");
    }

    @Test
    void aSequenceWithoutTypesTakesWhatItsAgentsNeed() {
        model.text("a story").text(STORY);
        UntypedAgent sequence = AgenticServices.sequenceBuilder()
                .name("pipeline")
                .description("writes, then edits")
                .subAgents(writer(), editor())
                .outputKey("final")
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("sequence", sequence);
        assertThat(runner.spec().inputSchema()).isEqualTo(TOPIC_AND_STYLE);
        assertThat(runner.spec().description()).isEqualTo("writes, then edits");
        assertThat(runner.spec().outputSchema().orElseThrow().asMap()).containsEntry("type", "object");
        TaskResult result = Asking.ask(runner, Map.of("topic", "cats", "style", "COMIC"));
        assertThat(result.as(Story.class)).isEqualTo(new Story("T", List.of("one")));
        assertThat(model.requests().get(0).messages().toString()).contains("cats", "COMIC");
        assertThat(LangChain4jTaskRunner.allOf(sequence))
                .extracting(one -> one.spec().name())
                .containsExactly("pipeline");
    }

    @Test
    void aWorkflowInAWorkflow() {
        model.text("a story").text(STORY);
        UntypedAgent inner = AgenticServices.sequenceBuilder()
                .subAgents(writer())
                .outputKey("story")
                .build();
        UntypedAgent outer = AgenticServices.sequenceBuilder()
                .subAgents(inner, editor())
                .outputKey("final")
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("outer", outer);
        assertThat(runner.spec().inputSchema()).isEqualTo(TOPIC_AND_STYLE);
        assertThat(Asking.ask(runner, Map.of("topic", "cats", "style", "COMIC"))
                        .as(Story.class)
                        .title())
                .isEqualTo("T");
    }

    @Test
    void typedWorkflowsAndDeclaredOnes() {
        model.text("a story").text(STORY).text("a story").text(STORY);
        Pipeline typed = AgenticServices.sequenceBuilder(Pipeline.class)
                .subAgents(writer(), editor())
                .outputKey("final")
                .build();
        DeclaredPipeline declared = AgenticServices.createAgenticSystem(DeclaredPipeline.class, model);
        for (Object agent : List.of(typed, declared)) {
            LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("pipeline", agent);
            assertThat(runner.spec().inputSchema()).isEqualTo(TOPIC_AND_STYLE);
            assertThat(Asking.ask(runner, Map.of("topic", "cats", "style", "COMIC"))
                            .as(Story.class)
                            .title())
                    .isEqualTo("T");
        }
    }

    @Test
    void theScopeIsUnwrappedAndItsIdIsTheCallers() {
        model.text("a story").text(STORY);
        ScopedPipeline scoped = AgenticServices.sequenceBuilder(ScopedPipeline.class)
                .subAgents(writer(), editor())
                .outputKey("final")
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("pipeline", scoped);
        assertThat(runner.spec().inputSchema()).isEqualTo(TOPIC_AND_STYLE);
        assertThat(Asking.ask(runner, Map.of("topic", "cats", "style", "COMIC"))
                        .as(Story.class)
                        .title())
                .isEqualTo("T");
    }

    @Test
    void loopsConditionsAndParallelAgents() {
        UntypedAgent loop = AgenticServices.loopBuilder()
                .subAgents(writer())
                .maxIterations(2)
                .outputKey("story")
                .build();
        UntypedAgent condition = AgenticServices.conditionalBuilder()
                .subAgents(scope -> true, writer())
                .outputKey("story")
                .build();
        UntypedAgent parallel = AgenticServices.parallelBuilder()
                .subAgents(writer())
                .outputKey("story")
                .build();
        for (UntypedAgent agent : List.of(loop, condition, parallel)) {
            model.text("a story").text("a story");
            LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("workflow", agent);
            assertThat(runner.spec().inputSchema()).isEqualTo(TOPIC_AND_STYLE);
            assertThat(Asking.ask(runner, Map.of("topic", "cats", "style", "COMIC"))
                            .asText())
                    .isEqualTo("a story");
        }
    }

    @Test
    void agentsWithoutAiAndNumbersAsResults() {
        model.text("12345");
        UntypedAgent agent = AgenticServices.sequenceBuilder()
                .subAgents(writer(), new Counter())
                .outputKey("length")
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("counter", agent);
        assertThat(runner.spec().outputSchema().orElseThrow().asMap()).containsEntry("type", "integer");
        assertThat(Asking.ask(runner, Map.of("topic", "cats", "style", "COMIC")).as(Integer.class))
                .isEqualTo(5);
    }

    @Test
    void parallelAgentsDoNotFeedEachOther() {
        UntypedAgent parallel = AgenticServices.parallelBuilder()
                .subAgents(writer(), editor())
                .outputKey("final")
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("parallel", parallel);
        assertThat(Asking.names(runner)).isEqualTo(Set.of("topic", "style", "story"));
    }

    @Test
    void anOutputFunctionMayGiveAnything() {
        model.text("a story");
        UntypedAgent agent = AgenticServices.sequenceBuilder()
                .subAgents(writer())
                .outputKey("summary")
                .output(scope -> Map.of("story", scope.readState("story", "")))
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("summary", agent);
        assertThat(runner.spec().outputSchema()).isEmpty();
        assertThat(Asking.ask(runner, Map.of("topic", "cats", "style", "COMIC")).asMap())
                .isEqualTo(Map.of("story", "a story"));
    }

    @Test
    void aSupervisorTakesARequest() {
        model.text("{\"agentName\":\"done\",\"arguments\":{\"response\":\"all done\"}}");
        SupervisorAgent supervisor = AgenticServices.supervisorBuilder()
                .chatModel(model)
                .subAgents(writer())
                .responseStrategy(SupervisorResponseStrategy.SUMMARY)
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("supervisor", supervisor);
        assertThat(runner.spec().inputSchema().asMap().get("required")).isEqualTo(List.of("request"));
        assertThat(Asking.ask(runner, Map.of("request", "write something")).asText())
                .isEqualTo("all done");
    }

    @Test
    void anAgentWithoutAnInterface() {
        model.text("hi!");
        UntypedAgent dynamic = AgenticServices.agentBuilder()
                .chatModel(model)
                .name("greeter")
                .description("greets")
                .userMessage("Say {{what}}")
                .inputKey(String.class, "what")
                .returnType(String.class)
                .outputKey("greeting")
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("greeter", dynamic);
        assertThat(runner.spec().inputSchema().asMap().get("required")).isEqualTo(List.of("what"));
        assertThat(runner.spec().description()).isEqualTo("greets");
        assertThat(Asking.ask(runner, Map.of("what", "hi")).asText()).isEqualTo("hi!");
    }

    @Test
    void wrongEnumsAndMissingArgumentsAreRefusedBeforeTheAgents() {
        UntypedAgent sequence = AgenticServices.sequenceBuilder()
                .subAgents(writer())
                .outputKey("story")
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("sequence", sequence);
        for (Map<String, String> arguments :
                List.of(Map.of("topic", "cats", "style", "PINK"), Map.of("topic", "cats"))) {
            TaskException refused = Asking.failure(runner, arguments);
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
            assertThat(refused.text()).contains("style");
        }
        assertThat(model.requests()).isEmpty();
    }

    @Test
    void whatTheSchemaDoesNotAskForIsNamedByTheAgent() {
        UntypedAgent sequence = AgenticServices.sequenceBuilder()
                .subAgents(writer())
                .outputKey("story")
                .build();
        LangChain4jTaskRunner runner =
                LangChain4jTaskRunner.of("sequence", sequence).inputSchema(JsonSchema.parse("{\"type\":\"object\"}"));
        TaskException refused = Asking.failure(runner, Map.of("topic", "cats"));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(refused.text()).contains("'style'");
    }

    @Test
    void modelErrorsAreFoundHoweverDeep() {
        model.error(new RateLimitException("secret words of the provider"));
        UntypedAgent inner = AgenticServices.sequenceBuilder()
                .subAgents(writer())
                .outputKey("story")
                .build();
        UntypedAgent outer = AgenticServices.sequenceBuilder()
                .subAgents(inner, editor())
                .outputKey("final")
                .build();
        TaskException failed =
                Asking.failure(LangChain4jTaskRunner.of("outer", outer), Map.of("topic", "cats", "style", "DARK"));
        assertThat(failed.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(failed.isRetriable()).isTrue();
        assertThat(failed.text()).doesNotContain("secret");
    }

    public interface Remembering {
        @Agent("chats")
        @UserMessage("{{said}}")
        String chat(@MemoryId String who, @V("said") String said);
    }

    @Test
    void agentsRememberEachCallerApart() {
        model.text("hello alice").text("hello bob").text("again alice");
        Remembering agent = AgenticServices.agentBuilder(Remembering.class)
                .chatModel(model)
                .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(10))
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("chat", agent);
        Asking.ask(runner, Asking.context(Asking.from("alice")), Map.of("said", "I am A"));
        Asking.ask(runner, Asking.context(Asking.from("bob")), Map.of("said", "I am B"));
        Asking.ask(runner, Asking.context(Asking.from("alice")), Map.of("said", "who am I?"));
        assertThat(model.requests().get(2).messages().toString())
                .contains("I am A", "hello alice")
                .doesNotContain("I am B");
    }

    @Test
    void aClassIsNoAgent() {
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("x", Writer.class))
                .hasMessageContaining("not its class")
                .hasMessageContaining("Writer");
    }
}
