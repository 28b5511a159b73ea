package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Delegation;
import dev.taskrunner.Outcome;
import dev.taskrunner.Participant;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task finds in its context: who asks, its toolkits, further asks, and a short stack. */
@Timeout(60)
class TaskCallsTest {
    private static final String MATH =
            "{\"type\":\"json\",\"json\":{\"tools\":{\"math\":{\"title\":\"Math\",\"description\":\"\",\"tools\":{"
                    + "\"dbl\":{\"input_schema\":{\"type\":\"object\",\"required\":[\"x\"]}},\"neg\":{}}}}}}";
    private static final TaskSpec.Builder SPEC = TaskSpec.builder().inputSchema(JsonSchema.any());

    private final ScriptedRoom server = new ScriptedRoom();
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

    /** What a task sees of its context. */
    private TaskContext contextOf(TaskSpec.Builder spec, String more) throws InterruptedException {
        AtomicReference<TaskContext> seen = new AtomicReference<>();
        room.serve(TaskRunner.of(spec.build(), (context, input) -> {
            seen.set(context);
            return TaskResult.empty();
        }));
        peer.ask("t", "{}", more);
        JsonFields answer = peer.expectJson("agent.ask_response");
        assertThat(answer.string("error")).isNull();
        return seen.get();
    }

    private String error(TaskSpec.Builder spec, String more) throws InterruptedException {
        room.serve(TaskRunner.of(spec.build(), (context, input) -> TaskResult.empty()));
        peer.ask("t", "{}", more);
        return Wire.text(peer.expectJson("agent.ask_response"));
    }

    private void roster(String... participants) {
        peer.push(
                "messaging.send",
                "{\"from_participant_id\":\"x\",\"type\":\"messaging.enabled\",\"message\":{\"participants\":["
                        + String.join(",", participants) + "]}}");
    }

    private static String entry(String id, String name) {
        return "{\"id\":\"" + id + "\",\"role\":\"agent\",\"attributes\":{\"name\":\"" + name + "\",\"k\":1}}";
    }

    @Test
    @DisplayName("§13-40: caller and on-behalf-of are both resolved when both are in the roster")
    void bothFromTheRoster() throws Exception {
        roster(entry("c1", "carol"), entry("o1", "otto"));
        TaskContext context = contextOf(SPEC, "{\"on_behalf_of_id\":\"o1\"}");
        assertThat(context.caller())
                .isEqualTo(new Participant("c1", "carol", "agent", Map.of("name", "carol", "k", 1)));
        assertThat(context.onBehalfOf().orElseThrow().name()).isEqualTo("otto");
        assertThat(context.principal().id()).isEqualTo("o1");
    }

    @Test
    @DisplayName("§5.4: one who is not in the roster is known by id only, and keeps the other from nothing")
    void oneOfThem() throws Exception {
        roster(entry("o1", "otto"));
        TaskContext context = contextOf(SPEC, "{\"on_behalf_of_id\":\"o1\"}");
        assertThat(context.caller()).isEqualTo(Participant.unknown("c1"));
        assertThat(context.onBehalfOf().orElseThrow().name()).isEqualTo("otto");
    }

    @Test
    void whatOurServerSaysComesFirst() throws Exception {
        roster(entry("c1", "old name"));
        TaskContext context = contextOf(
                SPEC, "{\"on_behalf_of_id\":\"o1\",\"taskrunner\":{\"caller\":" + entry("c1", "carol") + "}}");
        assertThat(context.caller().name()).isEqualTo("carol");
        assertThat(context.onBehalfOf()).contains(Participant.unknown("o1"));
    }

    @Test
    void delegationAndDeadline() throws Exception {
        TaskContext context =
                contextOf(SPEC, "{\"taskrunner\":{\"timeout_ms\":7000,\"chain\":[\"root\"],\"calls_left\":5}}");
        assertThat(context.delegation()).isEqualTo(new Delegation(List.of("root", "me"), 4));
        assertThat(context.remaining()).contains(Duration.ofSeconds(7));
        assertThat(contextOfSecond().delegation()).isEqualTo(Delegation.ROOT.enter("me"));
    }

    private TaskContext contextOfSecond() throws InterruptedException {
        server.close();
        ScriptedRoom fresh = new ScriptedRoom();
        try {
            room = fresh.join();
            peer = fresh.peer();
            return contextOf(SPEC, "{}");
        } finally {
            fresh.close();
        }
    }

    @Test
    @DisplayName("§12-13: list_toolkits is not asked for when nothing is required")
    void noRoundTrip() throws Exception {
        Toolkit own = Toolkit.of("own", Tool.of("t", "", JsonSchema.any(), (call, input) -> TaskResult.empty()));
        TaskContext context = contextOf(SPEC.build().toBuilder().toolkits(own), "{}");
        assertThat(context.toolkits()).containsExactly(own);
        assertThat(peer.typesSoFar(room)).containsExactly("agent.register_agent", "agent.ask_response");
    }

    @Test
    void requiredToolkitsAreThoseOfThePrincipal() throws Exception {
        List<String> asked = new ArrayList<>();
        server.answers.put("agent.list_toolkits", (from, message) -> {
            asked.add(Wire.text(ScriptedPeer.json(message)));
            return ScriptedRoom.body(MATH);
        });
        TaskContext context = contextOf(
                SPEC.build().toBuilder().requires(RequiredToolkit.of("math", "dbl")), "{\"on_behalf_of_id\":\"o1\"}");
        assertThat(asked).containsExactly("{\"participant_id\":null}", "{\"participant_id\":\"o1\"}");
        assertThat(context.toolkits()).extracting(Toolkit::name).containsExactly("math");
        assertThat(context.toolkits().get(0).tools()).extracting(Tool::name).containsExactly("dbl");
        assertThat(context.toolkits().get(0).title()).isEqualTo("Math");
    }

    @Test
    void whatIsRequiredAndMissingFailsTheTask() throws Exception {
        server.answer("agent.list_toolkits", MATH);
        assertThat(error(SPEC.build().toBuilder().requires(RequiredToolkit.of("math", "sqrt")), "{}"))
                .contains("'sqrt'", "'math'", "unknown_tool");
    }

    private static String supplied(String toolkit, String tool) {
        return "{\"toolkits\":[{\"name\":\"" + toolkit + "\",\"title\":\"T\",\"tools\":[{\"name\":\"" + tool
                + "\",\"title\":\"t\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\"}}]}]}";
    }

    @Test
    @DisplayName("§12-10: a caller's toolkits are ignored by a runner without supportsTools")
    void notSupported() throws Exception {
        assertThat(contextOf(SPEC.build().toBuilder(), supplied("theirs", "x")).toolkits())
                .isEmpty();
    }

    @Test
    @DisplayName("§13-36: a caller's toolkits come last")
    void supported() throws Exception {
        Toolkit own = Toolkit.of("own", Tool.of("t", "", JsonSchema.any(), (call, input) -> TaskResult.empty()));
        TaskContext context =
                contextOf(SPEC.build().toBuilder().supportsTools(true).toolkits(own), supplied("theirs", "x"));
        assertThat(context.toolkits()).extracting(Toolkit::name).containsExactly("own", "theirs");
        assertThat(context.toolkits().get(1).title()).isEqualTo("T");
    }

    @Test
    void toolNamesThatClashNameBothToolkits() throws Exception {
        Toolkit own = Toolkit.of("own", Tool.of("x", "", JsonSchema.any(), (call, input) -> TaskResult.empty()));
        assertThat(error(SPEC.build().toBuilder().supportsTools(true).toolkits(own), supplied("theirs", "x")))
                .contains("'x'", "'own'", "'theirs'");
    }

    @Test
    void toolkitsThatCannotBeReadFailTheTaskAndNothingElse() throws Exception {
        TaskSpec.Builder spec = SPEC.build().toBuilder().supportsTools(true);
        assertThat(error(spec, "{\"toolkits\":[5]}")).contains("invalid_request");
        peer.ask("t", "{}", "{\"toolkits\":[{\"name\":\"k\",\"tools\":[{\"name\":\"x\"},{\"name\":\"x\"}]}]}");
        assertThat(Wire.text(peer.expectJson("agent.ask_response"))).contains("\"error\"");
        peer.ask("t", "{}");
        assertThat(Wire.text(peer.expectJson("agent.ask_response"))).contains("\"answer\":null");
    }

    @Test
    @DisplayName("a tool is called in the principal's name, with the time that is left")
    void callingATool() throws Exception {
        server.answer("agent.list_toolkits", MATH);
        room.serve(TaskRunner.of(
                SPEC.build().toBuilder().requires(RequiredToolkit.of("math")).build(),
                (context, input) -> context.callTool("dbl", Map.of("x", 4))));
        peer.ask("t", "{}", "{\"on_behalf_of_id\":\"o1\",\"taskrunner\":{\"timeout_ms\":7000}}");
        Message call = peer.expect("agent.invoke_tool");
        assertThat(ScriptedPeer.json(call).toRaw())
                .hasToString(
                        "{\"toolkit\":\"math\",\"tool\":\"dbl\",\"arguments\":{\"x\":4},\"participant_id\":\"o1\","
                                + "\"on_behalf_of_id\":\"o1\",\"caller_context\":null,"
                                + "\"taskrunner\":{\"timeout_ms\":7000,\"chain\":[\"me\"],\"calls_left\":255,\"parent\":\"t\"}}");
        peer.answer(call, "{\"type\":\"json\",\"json\":8}");
        assertThat(Wire.text(peer.expectJson("agent.ask_response"))).contains("\"answer\":8");
    }

    @Test
    void aNestedAskInheritsAndIsCancelledWithItsTask() throws Exception {
        CompletableFuture<TaskException> nested = new CompletableFuture<>();
        room.serve(TaskRunner.of(SPEC.build(), (context, input) -> {
            try {
                return context.agents().ask("other", Map.of(), AskOptions.timeout(Duration.ofMinutes(9)));
            } catch (TaskException e) {
                nested.complete(e);
                throw e;
            }
        }));
        peer.ask("t", "{}", "{\"taskrunner\":{\"timeout_ms\":7000,\"chain\":[\"root\"],\"calls_left\":5}}");
        Message ask = peer.expect("agent.ask");
        assertThat(ScriptedPeer.json(ask).toRaw())
                .hasToString(
                        "{\"agent\":\"other\",\"arguments\":{},\"on_behalf_of_id\":\"c1\","
                                + "\"taskrunner\":{\"timeout_ms\":7000,\"chain\":[\"root\",\"me\"],\"calls_left\":4,\"parent\":\"t\"}}");
        peer.push("agent.cancel", "{\"task_id\":\"t\",\"text\":\"gave up\",\"taskrunner\":{\"code\":\"cancelled\"}}");
        List<Message> both = List.of(next(), next());
        assertThat(both).extracting(Message::type).containsExactlyInAnyOrder("agent.ask_response", "agent.cancel");
        assertThat(Outcome.value(nested).code().wireName()).isEqualTo("cancelled");
    }

    private Message next() throws InterruptedException {
        return peer.expectAny("agent.ask_response", "agent.cancel");
    }

    @Test
    void whatIsCancelledAsksNobodyAnyMore() throws Exception {
        CompletableFuture<TaskResult> answer = new CompletableFuture<>();
        room.serve(TaskRunner.of(SPEC.build(), (context, input) -> {
            context.cancellation().cancel(new TaskException(dev.taskrunner.ErrorCode.TIMED_OUT, "over"));
            context.agents().askAsync("other", Map.of()).whenComplete((result, error) -> {
                if (error != null) {
                    answer.completeExceptionally(error);
                }
            });
            return TaskResult.empty();
        }));
        peer.ask("t", "{}");
        assertThat(Outcome.failure(answer).text()).isEqualTo("over");
        peer.expect("agent.ask_response");
        assertThat(peer.typesSoFar(room)).doesNotContain("agent.ask");
    }

    /** A runner whose ask is the user's code. */
    private static final class Direct extends TaskRunner {
        private final CompletableFuture<List<String>> frames;

        Direct(CompletableFuture<List<String>> frames) {
            super(SPEC.build());
            this.frames = frames;
        }

        @Override
        public TaskResult ask(TaskContext context, TaskInput input) {
            frames.complete(framesBelow(1));
            return TaskResult.empty();
        }
    }

    /** Our frames between user code and the executor that runs it. */
    private static List<String> framesBelow(int users) {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1L + users)
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                        .takeWhile(frame -> !frame.startsWith("java.util.concurrent.ThreadPoolExecutor")
                                && !frame.startsWith("java.util.concurrent.ThreadPerTaskExecutor"))
                        .filter(frame -> frame.startsWith("dev.taskrunner."))
                        .toList());
    }

    @Test
    @DisplayName("budget: at most three of our frames between the executor and user code")
    void shortStacks() throws Exception {
        CompletableFuture<List<String>> ofSubclass = new CompletableFuture<>();
        room.serve(new Direct(ofSubclass));
        peer.ask("t", "{}");
        peer.expect("agent.ask_response");
        assertThat(Outcome.value(ofSubclass)).hasSizeBetween(1, 3);

        server.close();
        ScriptedRoom fresh = new ScriptedRoom();
        try {
            Room second = fresh.join();
            CompletableFuture<List<String>> ofLambda = new CompletableFuture<>();
            second.serve(TaskRunner.of(SPEC.build(), (context, input) -> {
                ofLambda.complete(framesBelow(1));
                return TaskResult.empty();
            }));
            fresh.peer().ask("t", "{}");
            assertThat(Outcome.value(ofLambda)).hasSizeBetween(1, 3);
        } finally {
            fresh.close();
        }
    }
}
