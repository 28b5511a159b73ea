package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.agent.ErrorRecoveryResult;
import dev.langchain4j.agentic.declarative.ActivationCondition;
import dev.langchain4j.agentic.declarative.ConditionalAgent;
import dev.langchain4j.agentic.declarative.ExitCondition;
import dev.langchain4j.agentic.declarative.LoopAgent;
import dev.langchain4j.agentic.declarative.Output;
import dev.langchain4j.agentic.declarative.ParallelAgent;
import dev.langchain4j.agentic.planner.Action;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.planner.InitPlanningContext;
import dev.langchain4j.agentic.planner.Planner;
import dev.langchain4j.agentic.planner.PlanningContext;
import dev.langchain4j.agentic.scope.ResultWithAgenticScope;
import dev.langchain4j.service.V;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workflows as other teams write them, of agents that are plain code, so that what comes out is known. */
class OthersWorkflowsTest {
    public enum Kind {
        INVOICE,
        COMPLAINT
    }

    public record Letter(String from, String body) {}

    public record Routed(Kind kind, Letter letter, int words) {}

    public static final class Classifier {
        @Agent(value = "tells the kind", outputKey = "kind")
        public static Kind classify(@V("letter") Letter letter) {
            return letter.body().contains("pay") ? Kind.INVOICE : Kind.COMPLAINT;
        }
    }

    public static final class Counter {
        @Agent(value = "counts words", outputKey = "words")
        public static int count(@V("letter") Letter letter) {
            return letter.body().split(" ").length;
        }
    }

    public static final class Clerk {
        @Agent(value = "routes", outputKey = "routed")
        public Routed route(@V("kind") Kind kind, @V("letter") Letter letter, @V("words") int words) {
            return new Routed(kind, letter, words);
        }
    }

    public static final class Accountant {
        @Agent(value = "pays", outputKey = "answer")
        public static String pay(@V("letter") Letter letter) {
            return "paid " + letter.from();
        }
    }

    public static final class Soother {
        @Agent(value = "soothes", outputKey = "answer")
        public static String soothe(@V("letter") Letter letter) {
            return "sorry " + letter.from();
        }
    }

    private static final Map<String, Object> BILL = Map.of("letter", Map.of("from", "Ada", "body", "please pay me"));
    private static final Map<String, Object> ANGER = Map.of("letter", Map.of("from", "Bob", "body", "it broke"));

    private static LangChain4jTaskRunner runner(Object agent) {
        return LangChain4jTaskRunner.of("office", agent);
    }

    private static UntypedAgent office() {
        UntypedAgent readers = AgenticServices.parallelBuilder()
                .subAgents(new Classifier(), new Counter())
                .build();
        return AgenticServices.sequenceBuilder()
                .subAgents(readers, new Clerk())
                .outputKey("routed")
                .build();
    }

    @Test
    void recordsGoInAndOutThroughNestedWorkflows() {
        LangChain4jTaskRunner runner = runner(office());
        assertThat(Asking.names(runner)).isEqualTo(Set.of("letter"));
        assertThat(Asking.property(runner, "letter").get("required")).isEqualTo(List.of("from", "body"));
        assertThat(Asking.ask(runner, BILL).as(Routed.class))
                .isEqualTo(new Routed(Kind.INVOICE, new Letter("Ada", "please pay me"), 3));
    }

    @Test
    void whatIsWrongDeepInARecordIsRefusedByItsPlace() {
        TaskException refused = Asking.failure(runner(office()), Map.of("letter", Map.of("from", "Ada", "body", 7)));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(refused.violations())
                .extracting(violation -> violation.pointer())
                .contains("/letter/body");
    }

    public interface Office {
        @Agent("answers letters")
        Routed handle(@V("letter") Letter letter);
    }

    @Test
    void aTypedWorkflowTakesAndGivesTheUsersOwnTypes() {
        Office typed = AgenticServices.sequenceBuilder(Office.class)
                .subAgents(new Classifier(), new Counter(), new Clerk())
                .outputKey("routed")
                .build();
        assertThat(Asking.ask(runner(typed), ANGER).as(Routed.class).kind()).isEqualTo(Kind.COMPLAINT);
        assertThat(runner(typed).spec().description()).isEqualTo("answers letters");
    }

    private static UntypedAgent choice() {
        UntypedAgent choice = AgenticServices.conditionalBuilder()
                .subAgents(scope -> scope.readState("kind") == Kind.INVOICE, new Accountant())
                .subAgents(scope -> scope.readState("kind") == Kind.COMPLAINT, new Soother())
                .build();
        return AgenticServices.sequenceBuilder()
                .subAgents(new Classifier(), choice)
                .outputKey("answer")
                .build();
    }

    @Test
    void conditionsSeeWhatWasMadeAsWhatItIs() {
        assertThat(Asking.ask(runner(choice()), BILL).asText()).isEqualTo("paid Ada");
        assertThat(Asking.ask(runner(choice()), ANGER).asText()).isEqualTo("sorry Bob");
    }

    public interface DeclaredChoice {
        @ConditionalAgent(
                outputKey = "answer",
                subAgents = {Accountant.class, Soother.class})
        String handle(@V("kind") Kind kind, @V("letter") Letter letter);

        @ActivationCondition(Accountant.class)
        static boolean isInvoice(@V("kind") Kind kind) {
            return kind == Kind.INVOICE;
        }

        @ActivationCondition(Soother.class)
        static boolean isComplaint(@V("kind") Kind kind) {
            return kind == Kind.COMPLAINT;
        }
    }

    @ParameterizedTest
    @CsvSource({"INVOICE, paid Ada", "COMPLAINT, sorry Ada"})
    void declaredConditionsAreNoMethodsToAsk(Kind kind, String answer) {
        LangChain4jTaskRunner runner = runner(AgenticServices.createAgenticSystem(DeclaredChoice.class));
        assertThat(Asking.names(runner)).isEqualTo(Set.of("kind", "letter"));
        Map<String, Object> arguments = Map.of("kind", kind.name(), "letter", Map.of("from", "Ada", "body", "x"));
        assertThat(Asking.ask(runner, arguments).asText()).isEqualTo(answer);
    }

    public static final class Doubler {
        @Agent(value = "doubles", outputKey = "number")
        public static int twice(@V("number") int number) {
            return number * 2;
        }
    }

    public interface DeclaredLoop {
        @LoopAgent(
                outputKey = "number",
                maxIterations = 20,
                subAgents = {Doubler.class})
        int grow(@V("number") int number, @V("limit") int limit);

        @ExitCondition
        static boolean isEnough(@V("number") int number, @V("limit") int limit) {
            return number >= limit;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 100, 128", "3, 3, 6", "5, 21, 40"})
    void aDeclaredLoopStopsWhereItsConditionSays(int start, int limit, int end) {
        LangChain4jTaskRunner runner = runner(AgenticServices.createAgenticSystem(DeclaredLoop.class));
        assertThat(Asking.ask(runner, Map.of("number", start, "limit", limit)).as(Integer.class))
                .isEqualTo(end);
    }

    @Test
    void aLoopWithoutTypesFeedsItself() {
        UntypedAgent loop = AgenticServices.loopBuilder()
                .subAgents(new Doubler())
                .maxIterations(3)
                .output(scope -> scope.readState("number", 0))
                .build();
        assertThat(Asking.names(runner(loop))).isEqualTo(Set.of("number"));
        assertThat(Asking.ask(runner(loop), Map.of("number", 2)).as(Integer.class))
                .isEqualTo(16);
        assertThat(Asking.failure(runner(loop), Map.of("number", "two")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
    }

    public interface DeclaredParallel {
        @ParallelAgent(subAgents = {Classifier.class, Counter.class})
        ResultWithAgenticScope<Map<String, Object>> read(@V("letter") Letter letter);

        @Output
        static Map<String, Object> both(@V("kind") Kind kind, @V("words") int words) {
            return Map.of("kind", kind, "words", words);
        }
    }

    @Test
    void whatParallelAgentsMakeIsPutTogetherByTheUsersOwnCode() {
        LangChain4jTaskRunner runner = runner(AgenticServices.createAgenticSystem(DeclaredParallel.class));
        assertThat(Asking.ask(runner, BILL).asMap()).isEqualTo(Map.of("kind", "INVOICE", "words", 3));
    }

    public static final class Flaky {
        private final AtomicInteger calls = new AtomicInteger();

        @Agent(value = "fails at first", outputKey = "answer")
        public String answer(@V("question") String question) {
            if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("secret of the user's code");
            }
            return "at last: " + question;
        }
    }

    @Test
    void anErrorThatAWorkflowTriesAgainIsNoError() {
        UntypedAgent retried = AgenticServices.sequenceBuilder()
                .subAgents(new Flaky())
                .errorHandler(error -> ErrorRecoveryResult.retry())
                .outputKey("answer")
                .build();
        assertThat(Asking.ask(runner(retried), Map.of("question", "{{why}}?")).asText())
                .isEqualTo("at last: {{why}}?");
    }

    @Test
    void errorsThatNobodyHandlesKeepTheirSecrets() {
        UntypedAgent failing = AgenticServices.sequenceBuilder()
                .subAgents(new Flaky())
                .outputKey("answer")
                .build();
        LangChain4jTaskRunner runner = runner(failing);
        assertThat(Asking.failure(runner, Map.of("question", "x")).text()).doesNotContain("secret");
        assertThat(Asking.ask(runner, Map.of("question", "y")).asText()).isEqualTo("at last: y");
    }

    /** Goes through the agents from the last to the first. */
    public static final class Backwards implements Planner {
        private final List<AgentInstance> left = new ArrayList<>();

        @Override
        public void init(InitPlanningContext context) {
            left.addAll(context.subagents());
        }

        @Override
        public Action nextAction(PlanningContext context) {
            return left.isEmpty() ? done() : call(left.remove(left.size() - 1));
        }
    }

    public static final class Adder {
        @Agent(value = "adds one", outputKey = "number")
        public int more(@V("number") int number) {
            return number + 1;
        }
    }

    @Test
    void aPlannerOfTheUsersDecides() {
        UntypedAgent planned = AgenticServices.plannerBuilder()
                .planner(Backwards::new)
                .subAgents(new Adder(), new Doubler())
                .output(scope -> scope.readState("number", 0))
                .build();
        assertThat(Asking.names(runner(planned))).isEqualTo(Set.of("number"));
        assertThat(Asking.ask(runner(planned), Map.of("number", 5)).as(Integer.class))
                .isEqualTo(11);
    }
}
