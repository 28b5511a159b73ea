package dev.taskrunner.protocol;

import static dev.taskrunner.protocol.Wire.fields;
import static dev.taskrunner.protocol.Wire.raw;
import static dev.taskrunner.protocol.Wire.text;
import static dev.taskrunner.protocol.Wire.with;
import static dev.taskrunner.protocol.Wire.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.Progress;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each field of the records that travel beside the classic ones: absent, null, of another kind, beside unknown siblings. */
class RecordLeniencyTest {
    private static final String CALL =
            "{\"room_name\":\"r\",\"room_url\":\"u\",\"token\":\"t\",\"arguments\":{\"a\":1}}";
    private static final String EVENT = "{\"event\":\"room.ended\",\"data\":{\"room_name\":\"r\"}}";
    private static final String EXTENSION = "{\"timeout_ms\":5,\"chain\":[\"a\"],\"calls_left\":7,\"parent\":\"p\","
            + "\"progress\":true,\"caller\":{\"id\":\"1\"},\"on_behalf_of\":{\"id\":\"2\"}}";
    private static final String NOTICE = "{\"request_id\":1,\"task_id\":\"t\",\"call_id\":2,"
            + "\"progress\":{\"fraction\":0.5,\"text\":\"x\",\"data\":{\"k\":1},\"chain\":[\"a\"]}}";
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static Extension extension(String member) {
        return Extension.read(fields("{\"taskrunner\":" + member + "}"));
    }

    /** The components of a record by name, so that all but one can be compared. */
    private static Map<String, String> parts(Record record) {
        Map<String, String> parts = new TreeMap<>();
        for (var component : record.getClass().getRecordComponents()) {
            try {
                parts.put(
                        component.getName(),
                        String.valueOf(component.getAccessor().invoke(record)));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return parts;
    }

    @ParameterizedTest
    @DisplayName("A call into a room without one of its strings is no call, and the error names it")
    @ValueSource(strings = {"room_name", "room_url", "token"})
    void callStrings(String member) {
        for (String value : new String[] {null, "null", "5", "{}"}) {
            assertThatThrownBy(() -> RoomCall.read(with(CALL, member, value)))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining(member);
        }
    }

    @Test
    @DisplayName("A call's arguments may be absent or null; unknown siblings are passed over")
    void callArguments() throws WireException {
        assertThat(RoomCall.read(without(CALL, "arguments")).arguments()).isEqualTo(RawJson.EMPTY_OBJECT);
        assertThat(RoomCall.read(with(CALL, "arguments", "null")).arguments()).isEqualTo(RawJson.EMPTY_OBJECT);
        assertThat(RoomCall.read(with(CALL, "more", "[{}]"))).isEqualTo(RoomCall.read(fields(CALL)));
        assertThat(text(RoomCall.read(fields(CALL)).event().data())).isEqualTo(CALL);
    }

    @ParameterizedTest
    @DisplayName("An event is an object with a string and an object; what else is there is passed over")
    @ValueSource(
            strings = {
                "[]",
                "null",
                "\"room.ended\"",
                "{\"data\":{}}",
                "{\"event\":null,\"data\":{}}",
                "{\"event\":5,\"data\":{}}",
                "{\"event\":\"e\"}",
                "{\"event\":\"e\",\"data\":null}",
                "{\"event\":\"e\",\"data\":[]}"
            })
    void noEvents(String json) throws WireException {
        assertThatThrownBy(() -> WebhookEvent.read(raw(json))).isInstanceOf(WireException.class);
        WebhookEvent event = WebhookEvent.read(with(EVENT, "more", "1").toRaw());
        assertThat(event.event()).isEqualTo(WebhookEvent.ROOM_ENDED);
        assertThat(event.text()).isEqualTo("{\"event\": \"room.ended\", \"data\": {\"room_name\": \"r\"}}");
    }

    @ParameterizedTest
    @DisplayName(
            "A member of the extension that is absent, null or of another kind is absent, and the others are there")
    @CsvSource({
        "timeout_ms, timeoutMillis, null",
        "chain, chain, []",
        "calls_left, callsLeft, null",
        "parent, parent, null",
        "progress, progress, false",
        "caller, caller, null",
        "on_behalf_of, onBehalfOf, null"
    })
    void extensionMembers(String member, String component, String absent) {
        Map<String, String> expected = parts(extension(EXTENSION));
        assertThat(expected.get(component)).isNotEqualTo(absent);
        expected.put(component, absent);
        assertThat(parts(extension(text(without(EXTENSION, member))))).isEqualTo(expected);
        String wrong = member.equals("parent") ? "5" : "\"odd\"";
        for (String value : new String[] {"null", wrong}) {
            assertThat(parts(extension(text(with(EXTENSION, member, value)))))
                    .as("with %s", value)
                    .isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("An unknown sibling in the extension changes nothing, and is not passed on")
    void extensionSiblings() {
        Extension known = extension(EXTENSION);
        Extension read = extension(text(with(EXTENSION, "future", "{\"deep\":[1]}")));
        assertThat(read).isEqualTo(known);
        AskRequest request = new AskRequest("a", RawJson.EMPTY_OBJECT, null, null, null, read);
        assertThat(text(request.json())).doesNotContain("future");
        assertThat(Extension.read(request.json())).isEqualTo(known);
    }

    @ParameterizedTest
    @DisplayName("A time that is no whole number of milliseconds counts as none")
    @ValueSource(strings = {"1.5", "1e30", "-1e30", "\"5\"", "true", "[5]"})
    void oddTimes(String value) {
        Extension read = extension(text(with(EXTENSION, "timeout_ms", value)));
        assertThat(read.timeoutMillis()).isNull();
        assertThat(read.chain()).containsExactly("a");
    }

    @ParameterizedTest
    @DisplayName("A member of a notice that is absent, null or odd is absent, and the others are there")
    @CsvSource({"request_id, requestId", "task_id, taskId", "call_id, callId"})
    void noticeMembers(String member, String component) {
        Map<String, String> expected = parts(ProgressNotice.read(fields(NOTICE)));
        expected.put(component, "null");
        assertThat(parts(ProgressNotice.read(without(NOTICE, member)))).isEqualTo(expected);
        assertThat(parts(ProgressNotice.read(with(NOTICE, member, "null")))).isEqualTo(expected);
        assertThat(parts(ProgressNotice.read(with(NOTICE, member, "[]")))).isEqualTo(expected);
        assertThat(ProgressNotice.read(without(NOTICE, member)).json().has(member))
                .isFalse();
    }

    @ParameterizedTest
    @DisplayName("A report without a body, or whose body is odd, is a report of nothing")
    @ValueSource(strings = {"null", "5", "\"half\"", "[]", "{}", "{\"fraction\":null,\"text\":null,\"chain\":null}"})
    void emptyNotices(String body) {
        Progress nothing = new Progress(null, null, null);
        assertThat(ProgressNotice.read(with(NOTICE, "progress", body)).progress())
                .isEqualTo(nothing);
        assertThat(ProgressNotice.read(without(NOTICE, "progress")).progress()).isEqualTo(nothing);
    }

    @ParameterizedTest
    @DisplayName("A fraction outside of 0 to 1 is none; the text beside it still counts")
    @ValueSource(strings = {"-0.1", "1.0001", "2e300", "-2e300", "\"0.5\"", "{}"})
    void oddFractions(String fraction) {
        ProgressNotice notice =
                ProgressNotice.read(fields("{\"progress\":{\"fraction\":" + fraction + ",\"text\":\"x\"}}"));
        assertThat(notice.progress()).isEqualTo(Progress.of("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Progress.of(1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> Progress.of(Double.NaN));
    }

    @Test
    @DisplayName("A report comes out of its body as it went in; siblings are passed over")
    void progressRoundTrip() {
        Progress full = new Progress(1.0, "x", Map.of("k", List.of(1, "two")), List.of("a", "b"));
        ProgressNotice notice = new ProgressNotice(1L, null, null, ProgressNotice.body(full));
        assertThat(ProgressNotice.read(fields(text(notice.json()))).progress()).isEqualTo(full);
        assertThat(text(ProgressNotice.body(Progress.of(0)))).isEqualTo("{\"fraction\":0.0}");
        assertThat(ProgressNotice.read(with(NOTICE, "more", "1")).progress())
                .isEqualTo(new Progress(0.5, "x", Map.of("k", 1), List.of("a")));
    }

    @ParameterizedTest
    @DisplayName("The names a report claims count only as far as they continue the worker's own")
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"a\"]           | {}",
                "[\"b\",\"c\"]     | {}",
                "[\"a\",\"b\"]     | {\"chain\":[\"a\",\"b\"]}",
                "[\"c\",\"a\"]     | {}"
            })
    void chainOfOne(String said, String expected) {
        ProgressNotice notice = ProgressNotice.read(fields("{\"progress\":{\"chain\":" + said + "}}"));
        assertThat(text(notice.bodyFrom(List.of("a")))).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("Strict to build: what is no trace is not written; lenient to read: it is none")
    @ValueSource(
            strings = {
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"
            })
    void noTraces(String parent) {
        assertThat(TraceEnvelope.write(Map.of("traceparent", parent))).isNull();
        assertThat(TraceEnvelope.read(raw("{\"otel\":{\"traceparent\":\"" + parent + "\"}}")))
                .isEmpty();
    }

    @Test
    @DisplayName("A later version of the trace may say more; what is too long to be read is not written")
    void laterTraces() {
        Map<String, String> later = Map.of("traceparent", PARENT.replaceFirst("00", "cc") + "-more");
        assertThat(TraceEnvelope.read(TraceEnvelope.write(later))).isEqualTo(later);
        Map<String, String> tooLong = Map.of("traceparent", PARENT, "tracestate", "x".repeat(9000), "baggage", "b=1");
        RawJson written = TraceEnvelope.write(tooLong);
        assertThat(String.valueOf(written)).doesNotContain("xxx").contains("b=1");
        assertThat(TraceEnvelope.read(raw("{\"v\":99,\"x\":{},\"otel\":{\"traceparent\":\"" + PARENT
                        + "\",\"tracestate\":null,\"baggage\":[],\"more\":1}}")))
                .isEqualTo(Map.of("traceparent", PARENT));
    }
}
