package dev.taskrunner.protocol;

import static dev.taskrunner.protocol.Wire.fields;
import static dev.taskrunner.protocol.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.schema.Violation;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The member {@code taskrunner}, beside asks, tool calls and errors. */
class ExtensionTest {
    private static final ParticipantInfo ALICE = new ParticipantInfo("1", "user", fields("{\"name\":\"alice\"}"));
    private static final Extension FULL = new Extension(
            1500L, List.of("a", "b"), 7, "task-1", true, ALICE, new ParticipantInfo("2", "agent", JsonFields.EMPTY));

    @Test
    void absentMeansNothingIsWritten() {
        AskRequest plain = new AskRequest("a", RawJson.EMPTY_OBJECT, null, null, null, Extension.NONE);
        assertThat(plain.json().has("taskrunner")).isFalse();
    }

    @Test
    void roundTripBesideEveryMessageThatCarriesIt() throws WireException {
        String expected =
                "{\"timeout_ms\":1500,\"chain\":[\"a\",\"b\"],\"calls_left\":7,\"parent\":\"task-1\",\"progress\":true,"
                        + "\"caller\":{\"id\":\"1\",\"role\":\"user\",\"attributes\":{\"name\":\"alice\"}},"
                        + "\"on_behalf_of\":{\"id\":\"2\",\"role\":\"agent\",\"attributes\":{}}}";
        AskRequest request = new AskRequest("a", RawJson.EMPTY_OBJECT, null, null, null, FULL);
        assertThat(request.json().raw("taskrunner")).hasToString(expected);
        assertThat(AskRequest.read(request.json()).extension()).isEqualTo(FULL);
        AskDelivery delivery = new AskDelivery("t", RawJson.EMPTY_OBJECT, List.of(), "c", null, null, FULL);
        assertThat(AskDelivery.read(delivery.json())).isEqualTo(delivery);
        InvokeTool invoke = new InvokeTool("k", "t", RawJson.EMPTY_OBJECT, null, null, null, FULL);
        assertThat(InvokeTool.read(invoke.json()).extension()).isEqualTo(FULL);
        ToolCall call = new ToolCall("t", RawJson.EMPTY_OBJECT, "c", null, null, FULL);
        assertThat(ToolCall.read(call.json()).extension()).isEqualTo(FULL);
    }

    @Test
    void onlyWhatThereIsIsWritten() {
        Extension some = new Extension(null, List.of(), 3, null, false, null, null);
        AskRequest request = new AskRequest("a", RawJson.EMPTY_OBJECT, null, null, null, some);
        assertThat(request.json().raw("taskrunner")).hasToString("{\"calls_left\":3}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"taskrunner\":null}",
                "{\"taskrunner\":5}",
                "{\"taskrunner\":{}}",
                "{\"taskrunner\":{\"unknown\":1}}",
                "{\"taskrunner\":{\"timeout_ms\":null,\"chain\":null,\"calls_left\":null,\"progress\":null,\"caller\":null}}",
                "{\"taskrunner\":{\"timeout_ms\":\"5\",\"chain\":\"a\",\"calls_left\":[],\"progress\":1,\"caller\":5,"
                        + "\"on_behalf_of\":[]}}"
            })
    void lenient(String json) {
        assertThat(Extension.read(fields(json))).isEqualTo(Extension.NONE);
    }

    @Test
    void countsAreClamped() {
        assertThat(Extension.read(fields("{\"taskrunner\":{\"calls_left\":99999999999}}"))
                        .callsLeft())
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(Extension.read(fields("{\"taskrunner\":{\"calls_left\":-99999999999}}"))
                        .callsLeft())
                .isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void errorsWithViolations() {
        Violation violation = new Violation("/a", "type", "integer", "string", "no integer");
        TaskException failure = TaskException.invalid(ErrorCode.INVALID_ARGUMENTS, "arguments", List.of(violation));
        ErrorInfo info = ErrorInfo.of(failure);
        assertThat(text(info.extension()))
                .isEqualTo(
                        "{\"code\":\"invalid_arguments\",\"retriable\":false,\"violations\":[{\"pointer\":\"/a\","
                                + "\"keyword\":\"type\",\"expected\":\"integer\",\"actual\":\"string\",\"message\":\"no integer\"}]}");
        JsonFields message =
                JsonFields.builder().put("taskrunner", info.extension()).build();
        ErrorInfo read = ErrorInfo.read(failure.text(), message);
        assertThat(read).isEqualTo(info);
        TaskException again = read.toException();
        assertThat(again.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(again.text()).isEqualTo(failure.text());
        assertThat(again.violations()).containsExactly(violation);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"taskrunner\":{}}",
                "{\"taskrunner\":{\"code\":\"from_the_future\",\"violations\":null}}",
                "{\"taskrunner\":{\"code\":5,\"violations\":{}}}",
                "{\"taskrunner\":{\"code\":null,\"violations\":[5,null,\"x\"]}}"
            })
    void lenientErrors(String json) {
        assertThat(ErrorInfo.read("text", fields(json))).isEqualTo(new ErrorInfo("text", ErrorCode.FAILED, List.of()));
    }

    @Test
    void aFloodOfViolationsIsCut() {
        String many = IntStream.range(0, 1000)
                .mapToObj(i -> "{\"pointer\":\"/" + i + "\"}")
                .collect(Collectors.joining(","));
        ErrorInfo info = ErrorInfo.read("x", fields("{\"taskrunner\":{\"violations\":[" + many + "]}}"));
        assertThat(info.violations()).hasSize(64);
        assertThat(info.violations().get(63).pointer()).isEqualTo("/63");
    }
}
