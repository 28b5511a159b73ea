package dev.taskrunner.langchain4j.bridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.guardrail.GuardrailException;
import dev.langchain4j.guardrail.InputGuardrailException;
import dev.langchain4j.service.output.OutputParsingException;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Errors of models, tools and guardrails as {@link TaskException}s: a code that says whether to try again, and a text of our own
 * words. What the provider said may repeat prompts and keys, so it is only the cause, for the log.
 *
 * <p>LangChain4j and its agents wrap errors many times over; the innermost that says something is what counts.
 */
public final class ModelErrors {
    private static final int DEEPEST = 64;

    /** How providers say when to come back; the header itself does not get through LangChain4j. */
    private static final Pattern AGAIN =
            Pattern.compile("(?:try again|retry)\\D{0,20}?(\\d{1,6}(?:\\.\\d{1,3})?)\\s?(ms|s\\b|sec|min|m\\b)");

    private static final Pattern TOO_LONG = Pattern.compile(
            "context.?length|maximum context|context window|too many (?:input )?tokens|prompt is too long"
                    + "|input is too long|exceeds? the (?:model's )?(?:maximum|limit).{0,40}tokens");
    private static final Pattern FILTERED =
            Pattern.compile("content.?filter|content management policy|content policy|responsible ?ai|safety system");

    /** How to tell an error, and what to make of it. */
    private record Rule(Predicate<Throwable> is, ErrorCode code, String text) {
        static Rule of(Class<? extends Throwable> type, ErrorCode code, String text) {
            return new Rule(type::isInstance, code, text);
        }
    }

    /** In order: the more telling come first. */
    private static final List<Rule> RULES = List.of(
            new Rule(
                    ModelErrors::isInterrupt,
                    ErrorCode.CANCELLED,
                    "the call of the model was interrupted before it answered"),
            Rule.of(
                    InputGuardrailException.class,
                    ErrorCode.CONTENT_REFUSED,
                    "a guardrail refused the input; ask in other words"),
            Rule.of(GuardrailException.class, ErrorCode.CONTENT_REFUSED, "a guardrail refused the model's answer"),
            Rule.of(
                    OutputParsingException.class,
                    ErrorCode.INVALID_RESPONSE,
                    "the model's answer is not of the form that was asked for; asking again may help"),
            new Rule(
                    e -> e instanceof java.time.format.DateTimeParseException
                            && passed(e, "dev.langchain4j.service.output."),
                    ErrorCode.INVALID_RESPONSE,
                    "the model's answer is not of the form that was asked for; asking again may help"),
            Rule.of(
                    ContentFilteredException.class,
                    ErrorCode.CONTENT_REFUSED,
                    "the model's content filter refused the request or the answer"),
            new Rule(
                    e -> isRequestError(e) && says(e, FILTERED),
                    ErrorCode.CONTENT_REFUSED,
                    "the model's content filter refused the request or the answer"),
            new Rule(
                    e -> isRequestError(e) && says(e, TOO_LONG),
                    ErrorCode.TOO_LARGE,
                    "the request is longer than the model's context; send less"),
            Rule.of(
                    AuthenticationException.class,
                    ErrorCode.FAILED,
                    "the model's provider refused the runner's credentials; whoever runs it must check its API key"),
            Rule.of(RateLimitException.class, ErrorCode.RATE_LIMITED, "the model's provider has had too many requests"),
            Rule.of(TimeoutException.class, ErrorCode.TIMED_OUT, "the model did not answer in time; try again later"),
            Rule.of(
                    HttpTimeoutException.class,
                    ErrorCode.TIMED_OUT,
                    "the model did not answer in time; try again later"),
            Rule.of(
                    ModelNotFoundException.class,
                    ErrorCode.FAILED,
                    "the provider has no such model; whoever runs this must check the model's name and address"),
            Rule.of(
                    InternalServerException.class,
                    ErrorCode.UNAVAILABLE,
                    "the model's provider failed to answer; try again later"),
            Rule.of(
                    UnresolvedModelServerException.class,
                    ErrorCode.UNAVAILABLE,
                    "the model's provider cannot be reached; try again later"),
            Rule.of(
                    UnsupportedFeatureException.class,
                    ErrorCode.FAILED,
                    "the model cannot do what the agent wants of it, such as taking this kind of content"),
            Rule.of(
                    InvalidRequestException.class,
                    ErrorCode.FAILED,
                    "the model's provider refused the request as malformed; the runner's log has the reason"),
            Rule.of(
                    ToolArgumentsException.class,
                    ErrorCode.FAILED,
                    "the model called a tool with arguments that do not fit it"),
            Rule.of(ToolExecutionException.class, ErrorCode.FAILED, "a tool that the agent called failed"),
            new Rule(
                    e -> e instanceof JsonProcessingException && passed(e, "dev.langchain4j."),
                    ErrorCode.UNAVAILABLE,
                    "the model's provider answered something that cannot be read; try again later"),
            new Rule(
                    ModelErrors::isTransport,
                    ErrorCode.UNAVAILABLE,
                    "the model's provider cannot be reached, or broke off; try again later"),
            new Rule(ModelErrors::isOverload, ErrorCode.UNAVAILABLE, "the model's provider failed; try again later"));

    private ModelErrors() {}

    /**
     * Turns any error of a model call into the one for the caller.
     *
     * @param thrown whatever was thrown
     * @return its code and safe text; {@link ErrorCode#FAILED} for what is not known here. The given error is the cause, except
     *     where a {@link TaskException} was in it, which is returned as it is
     */
    public static TaskException toTaskException(Throwable thrown) {
        return find(thrown)
                .orElseGet(() -> new TaskException(
                        ErrorCode.FAILED, "the agent failed; the runner's log has the reason", thrown));
    }

    /**
     * Turns an error into the one for the caller, if it is of a model, a tool or a guardrail.
     *
     * @param thrown whatever was thrown
     * @return its code and safe text; empty for what is not known here, such as a bug in user code
     */
    public static Optional<TaskException> find(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        for (Throwable one : chain) {
            if (one instanceof TaskException ready) {
                return Optional.of(ready);
            }
        }
        for (Rule rule : RULES) {
            for (Throwable one : chain) {
                if (rule.is().test(one)) {
                    return Optional.of(new TaskException(rule.code(), text(rule, chain), thrown));
                }
            }
        }
        return Optional.empty();
    }

    private static String text(Rule rule, List<Throwable> chain) {
        if (rule.code() != ErrorCode.RATE_LIMITED) {
            return rule.text();
        }
        for (Throwable one : chain) {
            Matcher again = AGAIN.matcher(lower(one));
            if (again.find()) {
                return rule.text() + "; try again in " + again.group(1) + " " + again.group(2);
            }
        }
        return rule.text() + "; try again later";
    }

    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable one = thrown;
                one != null && chain.size() < DEEPEST && !chain.contains(one);
                one = one.getCause()) {
            chain.add(one);
        }
        return chain;
    }

    private static boolean isInterrupt(Throwable one) {
        return one instanceof InterruptedException || one instanceof java.nio.channels.ClosedByInterruptException;
    }

    /** The user's own code may fail with an IOException too, which then has nothing to do with a model. */
    private static boolean isTransport(Throwable one) {
        return one instanceof ConnectException
                || one instanceof UnknownHostException
                || one instanceof IOException
                        && (passed(one, "jdk.internal.net.http.") || passed(one, "dev.langchain4j."));
    }

    private static boolean passed(Throwable one, String packages) {
        return Arrays.stream(one.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith(packages));
    }

    private static boolean isRequestError(Throwable one) {
        return one instanceof InvalidRequestException
                || one instanceof HttpException http && http.statusCode() >= 400 && http.statusCode() < 500;
    }

    private static boolean isOverload(Throwable one) {
        return one instanceof HttpException http && http.statusCode() >= 500;
    }

    private static boolean says(Throwable one, Pattern what) {
        return what.matcher(lower(one)).find();
    }

    private static String lower(Throwable one) {
        return String.valueOf(one.getMessage()).toLowerCase(Locale.ROOT);
    }
}
