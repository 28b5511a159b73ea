package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Registration;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.Transcript.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.TestAbortedException;

/**
 * What every runner does, whatever it is made of, checked through a real room. For those who write adapters:
 *
 * <pre>{@code
 * class MyAdapterContractTest extends TaskRunnerContractTests {
 *     private final AtomicInteger calls = new AtomicInteger();
 *
 *     protected TaskRunner runner() {
 *         return MyAdapter.of("adder", (a, b) -> { calls.incrementAndGet(); return a + b; });
 *     }
 *     protected Map<String, Object> validArguments() { return Map.of("a", 1, "b", 2); }
 *     protected void checkResult(TaskResult result) { assertThat(result.as(Sum.class).sum()).isEqualTo(3); }
 *     protected int calls() { return calls.get(); }
 *     protected List<Map<String, Object>> invalidArguments() { return List.of(Map.of("a", "one")); }
 * }
 * }</pre>
 *
 * <p>The hooks that return an {@link Optional} stand for what an adapter may not be able to do; without them the tests in
 * question are skipped. {@link InMemoryRooms} on the subclass does without sockets.
 */
@ExtendWith(RoomExtension.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class TaskRunnerContractTests {
    private static final String SECRET = "xyzzy-4711";
    private static final int MANY = 50;

    private RoomFixture rooms;
    private Room caller;
    private Room host;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // the fields are set before each test
    protected TaskRunnerContractTests() {}

    /**
     * Makes the runner under test, named and not served yet. Its user code counts itself for {@link #calls()}.
     *
     * @return a new runner
     */
    protected abstract TaskRunner runner();

    /**
     * Arguments that the runner's input schema allows.
     *
     * @return plain maps
     */
    protected abstract Map<String, Object> validArguments();

    /**
     * Asserts that a result is the one for {@link #validArguments()}.
     *
     * @param result what the caller got
     */
    protected abstract void checkResult(TaskResult result);

    /**
     * How often the user code of all runners of this test was called.
     *
     * @return the number of calls
     */
    protected abstract int calls();

    /**
     * Arguments that the runner's input schema forbids, each for a reason of its own.
     *
     * @return plain maps; none skips a test
     */
    protected List<Map<String, Object>> invalidArguments() {
        return List.of();
    }

    /**
     * Makes a runner whose user code, asked with {@link #validArguments()}, calls {@link Gate#pass()}, lets its
     * {@link InterruptedException} through, and otherwise answers as that of {@link #runner()} does.
     *
     * @param gate closed
     * @return the runner; empty if the adapter cannot have such a one
     */
    protected Optional<TaskRunner> blockingRunner(Gate gate) {
        return Optional.empty();
    }

    /**
     * Makes a runner whose user code throws when asked with {@link #validArguments()}. It does not reveal errors.
     *
     * @param failure what it throws
     * @return the runner; empty if the adapter cannot have such a one
     */
    protected Optional<TaskRunner> failingRunner(RuntimeException failure) {
        return Optional.empty();
    }

    /**
     * Makes a runner whose result for {@link #validArguments()} does not match its output schema.
     *
     * @return the runner; empty if the adapter cannot have such a one
     */
    protected Optional<TaskRunner> runnerWithWrongResult() {
        return Optional.empty();
    }

    @BeforeEach
    void join(RoomFixture fixture, @As("contract-host") Room hosting, @As("contract-caller") Room asking) {
        rooms = fixture;
        host = hosting;
        caller = asking;
    }

    @Test
    @DisplayName("§13-27 the listing shows name, title, description and schemas as the spec has them")
    void isListedWithItsSpec() {
        TaskRunner runner = runner();
        String name = host.serve(runner).name();
        TaskSpec listed = listed(name);
        assertThat(listed.toMap()).isEqualTo(runner.spec().withName(name).toMap());
        assertThat(listed.title()).isEqualTo(runner.spec().withName(name).title());
    }

    private TaskSpec listed(String name) {
        return caller.agents().list().stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("'" + name + "' is not listed"));
    }

    @Test
    @DisplayName("valid arguments are answered, once, with what the output schema allows")
    void answers() {
        TaskRunner runner = runner();
        String name = host.serve(runner).name();
        TaskResult result = caller.agents().ask(name, validArguments());
        checkResult(result);
        runner.validateResponse(result);
        assertThat(calls()).isEqualTo(1);
        assertAnsweredOnce(1);
    }

    @Test
    @DisplayName("§13-39 arguments that the schema forbids are refused with pointers, and user code is not called")
    void refusesInvalidArguments() {
        List<Map<String, Object>> invalid = invalidArguments();
        assumeFalse(invalid.isEmpty(), "no invalid arguments are known");
        String name = host.serve(runner()).name();
        for (Map<String, Object> arguments : invalid) {
            TaskException refusal = failure(name, arguments, AskOptions.DEFAULT);
            assertThat(refusal.code()).as("code for %s", arguments).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
            assertThat(refusal.violations()).as("violations for %s", arguments).isNotEmpty();
            assertThat(refusal.violations()).allSatisfy(violation -> {
                assertThat(violation.keyword()).isNotEmpty();
                assertThat(refusal.text()).contains(violation.pointer());
            });
        }
        assertThat(calls()).as("calls of user code").isZero();
        assertAnsweredOnce(invalid.size());
    }

    @Test
    @DisplayName("§13-39 unknown, null and missing arguments are treated as the schema says")
    void followsTheSchemaForOddArguments() {
        TaskRunner runner = runner();
        String name = host.serve(runner).name();
        for (Object arguments : oddArguments()) {
            boolean allowed = runner.spec().inputSchema().isValid(arguments);
            int before = calls();
            Optional<ErrorCode> code = outcome(name, arguments).map(TaskException::code);
            if (allowed) {
                assertThat(code).as("%s is allowed", arguments).isNotEqualTo(Optional.of(ErrorCode.INVALID_ARGUMENTS));
            } else {
                assertThat(code).as("%s is forbidden", arguments).contains(ErrorCode.INVALID_ARGUMENTS);
                assertThat(calls()).as("calls for %s", arguments).isEqualTo(before);
            }
        }
    }

    private List<Object> oddArguments() {
        List<Object> odd = new ArrayList<>();
        odd.add(Map.of());
        Map<String, Object> unknown = new LinkedHashMap<>(validArguments());
        unknown.put("no_such_argument", 1);
        odd.add(unknown);
        for (String name : validArguments().keySet()) {
            Map<String, @org.jspecify.annotations.Nullable Object> withNull = new LinkedHashMap<>(validArguments());
            withNull.put(name, null);
            odd.add(withNull);
            Map<String, Object> without = new LinkedHashMap<>(validArguments());
            without.remove(name);
            odd.add(without);
        }
        return odd;
    }

    @Test
    @DisplayName("§13-39 arguments that are no object are refused, and user code is not called")
    void refusesWhatIsNoObject() {
        String name = host.serve(runner()).name();
        for (String json : List.of("[]", "1", "\"text\"")) {
            TaskException refusal = failure(name, TaskInput.parse(json), AskOptions.DEFAULT);
            assertThat(refusal.code()).as(json).isIn(ErrorCode.INVALID_ARGUMENTS, ErrorCode.INVALID_REQUEST);
        }
        assertThat(calls()).as("calls of user code").isZero();
    }

    @Test
    @DisplayName("§13-40 a result that the output schema forbids never reaches the caller")
    void refusesWrongResults() {
        TaskRunner runner = given(runnerWithWrongResult());
        TaskException refusal = failure(host.serve(runner).name(), validArguments(), AskOptions.DEFAULT);
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(refusal.violations()).isNotEmpty();
        assertAnsweredOnce(1);
    }

    @Test
    @DisplayName("§13-35 50 asks at once are answered independently")
    void answersManyAtOnce() {
        String name = host.serve(runner()).name();
        List<CompletableFuture<TaskResult>> answers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            answers.add(caller.agents().askAsync(name, validArguments()));
        }
        answers.forEach(answer -> checkResult(dev.taskrunner.Agents.await(answer)));
        assertThat(calls()).isEqualTo(MANY);
        assertAnsweredOnce(MANY);
    }

    @Test
    @DisplayName("a cancelled ask cancels the runner and interrupts it")
    void isCancelled() {
        Gate gate = new Gate();
        String name = host.serve(given(blockingRunner(gate))).name();
        CompletableFuture<TaskResult> answer = caller.agents().askAsync(name, validArguments());
        assertThat(gate.awaitArrivals(1)).as("the user code was reached").isTrue();
        assertThat(answer.cancel(true)).isTrue();
        assertThat(gate.awaitInterrupts(1)).as("the user code was interrupted").isTrue();
        assertStillAnswers(name, gate);
    }

    @Test
    @DisplayName("when the time is over the caller hears so, and the runner is cancelled")
    void keepsTheDeadline() {
        Gate gate = new Gate();
        String name = host.serve(given(blockingRunner(gate))).name();
        TaskException late = failure(name, validArguments(), AskOptions.timeout(Duration.ofMillis(300)));
        assertThat(late.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(gate.awaitArrivals(1)).as("the user code was reached").isTrue();
        assertThat(gate.awaitInterrupts(1)).as("the user code was interrupted").isTrue();
        assertStillAnswers(name, gate);
    }

    @Test
    @DisplayName("a runner that is stopped cancels what still runs after the grace period, and its callers hear so")
    void stopsWhileItWorks() {
        Gate gate = new Gate();
        TaskRunner runner = given(blockingRunner(gate));
        CompletableFuture<TaskResult> answer =
                caller.agents().askAsync(host.serve(runner).name(), validArguments());
        assertThat(gate.awaitArrivals(1)).as("the user code was reached").isTrue();
        runner.stop();
        TaskException stopped = catchThrowableOfType(TaskException.class, () -> dev.taskrunner.Agents.await(answer));
        assertThat(stopped.code()).isIn(ErrorCode.CANCELLED, ErrorCode.AGENT_LEFT);
        assertThat(gate.awaitInterrupts(1)).as("the user code was interrupted").isTrue();
    }

    @Test
    @DisplayName("an exception of user code is one clear error: no stack trace, and its text only in the log")
    void hidesErrors() {
        TaskRunner runner = given(failingRunner(new IllegalStateException(SECRET)));
        TaskException error = failure(host.serve(runner).name(), validArguments(), AskOptions.DEFAULT);
        assertThat(error.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(error.text()).isNotEmpty().doesNotContain(SECRET, "\tat ", ".java:", "IllegalStateException");
        assertAnsweredOnce(1);
    }

    @Test
    @DisplayName("§13-31 a TaskException of user code reaches the caller as it is")
    void passesOnTaskExceptions() {
        TaskRunner runner = given(failingRunner(new TaskException(ErrorCode.DENIED, "not on a Sunday")));
        TaskException error = failure(host.serve(runner).name(), validArguments(), AskOptions.DEFAULT);
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.text()).isEqualTo("not on a Sunday");
        assertAnsweredOnce(1);
    }

    @Test
    @DisplayName("§13-26 a stopped runner is gone from the listing, and can be started again")
    void startsAgain() {
        TaskRunner runner = runner();
        for (int round = 0; round < 3; round++) {
            String name = host.serve(runner).name();
            checkResult(caller.agents().ask(name, validArguments()));
            runner.stop();
            assertThat(caller.agents().list()).extracting(TaskSpec::name).doesNotContain(name);
            assertThat(failure(name, validArguments(), AskOptions.DEFAULT).code())
                    .isEqualTo(ErrorCode.UNKNOWN_AGENT);
        }
    }

    @Test
    @DisplayName("one runner is served in two rooms, and stopped in both at once")
    void isServedInTwoRooms() {
        Room otherHost = rooms.connect(rooms.options("elsewhere", "contract-host"));
        Room otherCaller = rooms.connect(rooms.options("elsewhere", "contract-caller"));
        TaskRunner runner = runner();
        Registration here = host.serve(runner);
        Registration there = otherHost.serve(runner);
        checkResult(caller.agents().ask(here.name(), validArguments()));
        checkResult(otherCaller.agents().ask(there.name(), validArguments()));
        runner.stop();
        assertThat(caller.agents().list()).isEmpty();
        assertThat(otherCaller.agents().list()).isEmpty();
    }

    @Test
    @DisplayName("after a restart of the server the runner is there again by itself")
    void survivesARestartOfTheServer() {
        String name = host.serve(runner()).name();
        checkResult(caller.agents().ask(name, validArguments()));
        rooms.restartServer();
        checkResult(Eventually.answer(() -> caller.agents().ask(name, validArguments())));
    }

    /** The place that the cancelled task took is free again. */
    private void assertStillAnswers(String name, Gate gate) {
        gate.open();
        checkResult(caller.agents().ask(name, validArguments()));
    }

    private Optional<TaskException> outcome(String name, Object arguments) {
        try {
            caller.agents().ask(name, arguments);
            return Optional.empty();
        } catch (TaskException e) {
            return Optional.of(e);
        }
    }

    private TaskException failure(String name, Object arguments, AskOptions options) {
        try {
            caller.agents().ask(name, arguments, options);
        } catch (TaskException e) {
            return e;
        }
        throw new AssertionError("'" + name + "' answered although it should have failed");
    }

    /** Whatever was answered twice would have come before the answer to a later request. */
    private void assertAnsweredOnce(int asks) {
        caller.agents().list();
        List<Transcript.Entry> all = rooms.recorded().entries();
        List<Long> sent = new ArrayList<>(ids(all, Direction.SENT, MessageType.ASK));
        sent.addAll(ids(all, Direction.SENT, CurrentType.INVOKE_TOOL));
        List<Long> answered = ids(all, Direction.RECEIVED, MessageType.RESPONSE);
        assertThat(sent).hasSize(asks);
        assertThat(answered).doesNotHaveDuplicates().containsAll(sent);
        long responses = all.stream()
                .filter(entry -> entry.direction() == Direction.SENT)
                .filter(entry -> entry.type().equals(MessageType.ASK_RESPONSE)
                        || entry.type().equals(CurrentType.TOOL_CALL_RESPONSE))
                .count();
        assertThat(responses).as("answers of the runner").isLessThanOrEqualTo(asks);
    }

    private static List<Long> ids(List<Transcript.Entry> all, Direction direction, String type) {
        return all.stream()
                .filter(entry -> entry.participant().equals("contract-caller"))
                .filter(entry -> entry.direction() == direction && entry.type().equals(type))
                .map(Transcript.Entry::id)
                .toList();
    }

    private static TaskRunner given(Optional<TaskRunner> runner) {
        return runner.orElseThrow(() -> new TestAbortedException("the adapter cannot have such a runner"));
    }
}
