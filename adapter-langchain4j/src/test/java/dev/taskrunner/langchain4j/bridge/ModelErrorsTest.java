package dev.taskrunner.langchain4j.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agentic.agent.AgentInvocationException;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.guardrail.InputGuardrailException;
import dev.langchain4j.guardrail.OutputGuardrailException;
import dev.langchain4j.service.output.OutputParsingException;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.ConnectException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelErrorsTest {
    private static final String SECRET = "sk-secret-4711 and the prompt";

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new AuthenticationException(SECRET), ErrorCode.FAILED, "credentials"),
                Arguments.of(new RateLimitException(SECRET), ErrorCode.RATE_LIMITED, "try again later"),
                Arguments.of(
                        new RateLimitException(new HttpException(429, SECRET + ". Please try again in 1.5s.")),
                        ErrorCode.RATE_LIMITED,
                        "try again in 1.5 s"),
                Arguments.of(new TimeoutException(SECRET), ErrorCode.TIMED_OUT, "in time"),
                Arguments.of(new ContentFilteredException(SECRET), ErrorCode.CONTENT_REFUSED, "content filter"),
                Arguments.of(
                        new InvalidRequestException(
                                new HttpException(400, SECRET + " {\"error\":{\"code\":\"context_length_exceeded\"}}")),
                        ErrorCode.TOO_LARGE,
                        "send less"),
                Arguments.of(
                        new InvalidRequestException(new HttpException(400, SECRET + " \"code\":\"content_filter\"")),
                        ErrorCode.CONTENT_REFUSED,
                        "content filter"),
                Arguments.of(new InvalidRequestException(SECRET), ErrorCode.FAILED, "malformed"),
                Arguments.of(new ModelNotFoundException(SECRET), ErrorCode.FAILED, "no such model"),
                Arguments.of(new InternalServerException(SECRET), ErrorCode.UNAVAILABLE, "try again later"),
                Arguments.of(
                        new RuntimeException(SECRET, new ConnectException(SECRET)),
                        ErrorCode.UNAVAILABLE,
                        "cannot be reached"),
                Arguments.of(new OutputParsingException(SECRET, null), ErrorCode.INVALID_RESPONSE, "not of the form"),
                Arguments.of(new InputGuardrailException(SECRET), ErrorCode.CONTENT_REFUSED, "refused the input"),
                Arguments.of(
                        new OutputGuardrailException(SECRET), ErrorCode.CONTENT_REFUSED, "refused the model's answer"),
                Arguments.of(new UnsupportedFeatureException(SECRET), ErrorCode.FAILED, "cannot do"),
                Arguments.of(new ToolExecutionException(new IllegalStateException(SECRET)), ErrorCode.FAILED, "a tool"),
                Arguments.of(
                        new RuntimeException(new InterruptedException(SECRET)), ErrorCode.CANCELLED, "interrupted"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void eachErrorHasItsCodeAndATextThatTellsNothingOfTheProviders(Throwable error, ErrorCode code, String text) {
        TaskException failure = ModelErrors.toTaskException(error);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.text()).contains(text).doesNotContain("sk-secret", "prompt");
        assertThat(failure.getCause()).isSameAs(error);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void agentsWrapErrorsManyTimesOver(Throwable error, ErrorCode code, String text) {
        Throwable nested = new AgentInvocationException(
                "Failed to invoke agent method",
                new InvocationTargetException(new UndeclaredThrowableException(new InvocationTargetException(
                        new AgentInvocationException("again", new RuntimeException(error))))));
        TaskException failure = ModelErrors.toTaskException(nested);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.text()).contains(text);
    }

    @Test
    void anErrorThatIsOursAlreadyGoesOutAsItIs() {
        TaskException ours = new TaskException(ErrorCode.DENIED, "no");
        assertThat(ModelErrors.toTaskException(new ToolExecutionException(ours)))
                .isSameAs(ours);
    }

    @Test
    void onlyWhatMayPassLaterIsRetriable() {
        assertThat(ModelErrors.toTaskException(new RateLimitException("x")).isRetriable())
                .isTrue();
        assertThat(ModelErrors.toTaskException(new InternalServerException("x")).isRetriable())
                .isTrue();
        assertThat(ModelErrors.toTaskException(new TimeoutException("x")).isRetriable())
                .isTrue();
        assertThat(ModelErrors.toTaskException(new AuthenticationException("x")).isRetriable())
                .isFalse();
        assertThat(ModelErrors.toTaskException(new ContentFilteredException("x"))
                        .isRetriable())
                .isFalse();
    }

    @Test
    void bugsOfTheUsersCodeAreNotTakenForModelErrors() {
        assertThat(ModelErrors.find(new IllegalStateException(SECRET))).isEmpty();
        assertThat(ModelErrors.find(new IOException("the user's own file is missing")))
                .isEmpty();
        TaskException failure = ModelErrors.toTaskException(new IllegalStateException(SECRET));
        assertThat(failure.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(failure.text()).doesNotContain(SECRET);
    }

    @Test
    void theUsersOwnJsonTroubleIsNotTheProviders() {
        Throwable json = org.assertj.core.api.Assertions.catchThrowable(() -> new ObjectMapper().readTree("{nope"));
        assertThat(json).isNotNull();
        StackTraceElement[] users = {new StackTraceElement("com.example.App", "read", "App.java", 1)};
        json.setStackTrace(users);
        assertThat(ModelErrors.find(json)).isEmpty();
    }

    @Test
    void errorsThatCauseEachOtherDoNotHang() {
        RuntimeException one = new RuntimeException("one");
        RuntimeException two = new RuntimeException("two", one);
        one.initCause(two);
        assertThat(ModelErrors.toTaskException(one).code()).isEqualTo(ErrorCode.FAILED);
    }
}
