package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract's steps 3 to 6, without a room. */
class TaskRunnerRunTest {
    private static final String ADD = """
            {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["a","b"]}""";
    private static final String SUM = """
            {"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"],"additionalProperties":false}""";
    private static final TaskInput ONE_TWO = TaskInput.of(Map.of("a", 1, "b", 2));

    private final AtomicInteger asked = new AtomicInteger();
    private final TaskContext context = TaskContext.forCaller("alice");

    private TaskSpec.Builder spec() {
        return TaskSpec.builder("add").inputSchema(ADD);
    }

    private TaskRunner answering(TaskSpec spec, Object result) {
        return TaskRunner.of(spec, (call, input) -> {
            asked.incrementAndGet();
            return TaskResult.of(result);
        });
    }

    private static TaskRunner throwing(TaskSpec spec, Throwable thrown) {
        return TaskRunner.of(spec, (call, input) -> {
            throw TaskRunnerRunTest.<RuntimeException>sneaky(thrown);
        });
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private TaskException failure(TaskRunner runner, TaskInput input) {
        return Outcome.failure(runner.run(context, input));
    }

    @Test
    void aValidTaskIsAnswered() {
        TaskRunner add = TaskRunner.of(spec().outputSchema(SUM).build(), (call, input) -> {
            Map<String, Object> given = input.asMap();
            return TaskResult.of(Map.of("sum", (int) given.get("a") + (int) given.get("b")));
        });
        assertThat(add.run(context, ONE_TWO).join().asMap()).isEqualTo(Map.of("sum", 3));
    }

    @Test
    @DisplayName("§13-39: invalid arguments are refused before ask, with every violation")
    void invalidArguments() {
        TaskException failure = failure(answering(spec().build(), "x"), TaskInput.of(Map.of("a", "one")));
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(failure.violations()).hasSize(2);
        assertThat(failure.violations()).extracting("pointer").contains("/a");
        assertThat(failure.violations()).extracting("keyword").containsExactlyInAnyOrder("type", "required");
        assertThat(failure.text())
                .startsWith("arguments of add do not match")
                .contains("/a")
                .contains("b");
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("§13-39: without an input schema a task takes no arguments")
    void noArguments(TaskInput input, boolean valid) {
        TaskRunner runner = answering(TaskSpec.builder("now").build(), "noon");
        assertThat(runner.run(context, input).isCompletedExceptionally()).isEqualTo(!valid);
        assertThat(asked).hasValue(valid ? 1 : 0);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> noArguments() {
        return Stream.of(
                org.junit.jupiter.params.provider.Arguments.of(TaskInput.of(null), true),
                org.junit.jupiter.params.provider.Arguments.of(TaskInput.of(Map.of()), true),
                org.junit.jupiter.params.provider.Arguments.of(TaskInput.of(Map.of("x", 1)), false),
                org.junit.jupiter.params.provider.Arguments.of(TaskInput.parse("[]"), false),
                org.junit.jupiter.params.provider.Arguments.of(TaskInput.parse("null"), false),
                org.junit.jupiter.params.provider.Arguments.of(TaskInput.parse("\"x\""), false));
    }

    @Test
    @DisplayName("§13-39: a result that does not match never reaches the caller")
    void invalidResult() {
        TaskException failure =
                failure(answering(spec().outputSchema(SUM).build(), Map.of("sum", "3", "pin", 1)), ONE_TWO);
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(failure.violations()).hasSize(2);
        assertThat(failure.text()).startsWith("results of add do not match");
        assertThat(asked).hasValue(1);
    }

    @Test
    void withoutAnOutputSchemaAnyResultWillDo() {
        assertThat(answering(spec().build(), null).run(context, ONE_TWO).join()).isEqualTo(TaskResult.empty());
        assertThat(answering(spec().build(), 7).run(context, ONE_TWO).join().as(Integer.class))
                .isEqualTo(7);
    }

    @Test
    @DisplayName("null from user code is an empty answer, which an output schema may refuse")
    void nullResult() {
        TaskRunner runner = TaskRunner.of(spec().build(), (call, input) -> null);
        assertThat(runner.run(context, ONE_TWO).join()).isEqualTo(TaskResult.empty());
        TaskRunner strict = TaskRunner.of(spec().outputSchema(SUM).build(), (call, input) -> null);
        assertThat(failure(strict, ONE_TWO).code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        TaskRunner nullable =
                TaskRunner.of(spec().outputSchema("{\"type\":\"null\"}").build(), (call, input) -> null);
        assertThat(nullable.run(context, ONE_TWO).join()).isEqualTo(TaskResult.empty());
    }

    @ParameterizedTest
    @MethodSource
    void aResultThatIsNotJson(Object value) {
        TaskException failure = failure(answering(spec().build(), value), ONE_TWO);
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(failure.text()).contains("not JSON");
    }

    static Stream<Object> aResultThatIsNotJson() {
        List<Object> endless = new java.util.ArrayList<>();
        endless.add(endless);
        return Stream.of(
                new Object(), Map.of("x", new Object()), endless, Double.NaN, Map.of("x", Float.POSITIVE_INFINITY));
    }

    @Test
    void aTaskExceptionGoesOutAsItIs() {
        TaskException own = new TaskException(ErrorCode.DENIED, "not for you", new IllegalStateException("secret"));
        assertThat(failure(throwing(spec().build(), own), ONE_TWO)).isSameAs(own);
        assertThat(failure(throwing(spec().build(), new CompletionException(own)), ONE_TWO))
                .isSameAs(own);
        assertThat(failure(throwing(spec().build(), new ExecutionException(own)), ONE_TWO))
                .isSameAs(own);
        assertThat(failure(throwing(spec().build(), new InvocationTargetException(own)), ONE_TWO))
                .isSameAs(own);
    }

    @ParameterizedTest
    @MethodSource("whatUserCodeThrows")
    void anythingElseIsFailedWithAnIdAndWithoutItsMessage(Throwable thrown) {
        TaskException failure = failure(throwing(spec().build(), thrown), ONE_TWO);
        assertThat(failure.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(failure.text()).doesNotContain("s3cret").containsPattern("id [0-9a-f]{8}-[0-9a-f-]{27}$");
        assertThat(failure).hasCause(thrown);
    }

    @ParameterizedTest
    @MethodSource("whatUserCodeThrows")
    void revealErrorsLetsTheMessageOut(Throwable thrown) {
        TaskException failure = failure(throwing(spec().revealErrors(true).build(), thrown), ONE_TWO);
        assertThat(failure.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(failure.text()).isEqualTo("s3cret");
    }

    static Stream<Throwable> whatUserCodeThrows() {
        return Stream.of(
                new IllegalStateException("s3cret"),
                new java.io.IOException("s3cret"),
                new AssertionError("s3cret"),
                new StackOverflowError("s3cret"),
                new NoClassDefFoundError("s3cret"));
    }

    @Test
    void revealErrorsWithoutAMessageStillGivesAnId() {
        TaskRunner runner = throwing(spec().revealErrors(true).build(), new NullPointerException());
        assertThat(failure(runner, ONE_TWO).text()).contains("under id ");
    }

    @Test
    void interruptedIsCancelled() {
        TaskException failure = failure(throwing(spec().build(), new InterruptedException("s3cret")), ONE_TWO);
        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(failure.text()).doesNotContain("s3cret");
        assertThat(failure(throwing(spec().build(), new CancellationException()), ONE_TWO)
                        .code())
                .isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    @DisplayName("an interrupt, or any other failure, after a cancel is told with the cancel's reason")
    void theReasonOfTheCancelCounts() {
        for (Throwable thrown : List.of(new InterruptedException(), new IllegalStateException("s3cret"))) {
            Cancellation cancellation = new Cancellation();
            TaskContext cancelled = CallContext.builder(Participant.unknown("c"))
                    .cancellation(cancellation)
                    .task(new ChatContext(), List.of());
            TaskRunner runner = TaskRunner.of(spec().build(), (call, input) -> {
                cancellation.cancel(new TaskException(ErrorCode.TIMED_OUT, "too late"));
                throw TaskRunnerRunTest.<RuntimeException>sneaky(thrown);
            });
            TaskException failure = Outcome.failure(runner.run(cancelled, ONE_TWO));
            assertThat(failure.code()).isEqualTo(ErrorCode.TIMED_OUT);
            assertThat(failure.text()).isEqualTo("too late");
        }
    }

    @Test
    void alreadyCancelledNeverReachesUserCode() {
        context.cancellation().cancel(new TaskException(ErrorCode.TIMED_OUT, "too late"));
        TaskException failure = failure(answering(spec().build(), "x"), ONE_TWO);
        assertThat(failure.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(asked).hasValue(0);
    }

    @Test
    void aRunnerWithoutANameIsStillCalledSomething() {
        TaskRunner nameless = answering(TaskSpec.builder().build(), "x");
        assertThat(failure(nameless, ONE_TWO).text()).startsWith("arguments of this runner do not match");
    }
}
