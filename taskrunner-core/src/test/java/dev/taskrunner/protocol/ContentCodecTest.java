package dev.taskrunner.protocol;

import static dev.taskrunner.protocol.Wire.fields;
import static dev.taskrunner.protocol.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodecTest {
    private static final byte[] BYTES = {0, 1, (byte) 0xff};
    private static final TaskResult FILE = TaskResult.of(new Content.File("a.png", "image/png", Attachment.of(BYTES)));
    private static final TaskResult LINK = TaskResult.of(new Content.Link("docs", "https://x"));

    private static TaskException failure(Body body) {
        return catchThrowableOfType(TaskException.class, () -> ContentCodec.read(body));
    }

    private static Body body(String json) {
        return Body.of(fields(json));
    }

    static Stream<Arguments> contents() {
        return Stream.of(
                Arguments.of(TaskResult.of(Map.of("a", 1)), "{\"type\":\"json\",\"json\":{\"a\":1}}"),
                Arguments.of(TaskResult.of(Content.Json.of(null)), "{\"type\":\"json\",\"json\":null}"),
                Arguments.of(TaskResult.of(List.of(1, "x")), "{\"type\":\"json\",\"json\":[1,\"x\"]}"),
                Arguments.of(TaskResult.of("text"), "{\"type\":\"text\",\"text\":\"text\"}"),
                Arguments.of(TaskResult.empty(), "{\"type\":\"empty\"}"),
                Arguments.of(FILE, "{\"type\":\"file\",\"name\":\"a.png\",\"mime_type\":\"image/png\"}"),
                Arguments.of(LINK, "{\"type\":\"link\",\"name\":\"docs\",\"url\":\"https://x\"}"));
    }

    @ParameterizedTest
    @MethodSource("contents")
    @DisplayName("§13-44: every kind of content, both ways, bytes included")
    void roundTrip(TaskResult result, String json) {
        Body body = ContentCodec.write(result);
        assertThat(text(body.json())).isEqualTo(json);
        assertThat(body.hasAttachment()).isEqualTo(result == FILE);
        assertThat(ContentCodec.read(body)).isEqualTo(result);
    }

    @Test
    void aFileOfNoBytes() {
        TaskResult none = TaskResult.of(new Content.File("e", "text/plain", Attachment.of(new byte[0])));
        assertThat(ContentCodec.read(ContentCodec.write(none))).isEqualTo(none);
    }

    @Test
    void metadataTravelsBesideTheContent() {
        TaskResult counted = TaskResult.of("x").withMetadata("tokens", 5).withMetadata("model", "m");
        Body body = ContentCodec.write(counted);
        assertThat(text(body.json()))
                .isEqualTo(
                        "{\"type\":\"text\",\"text\":\"x\",\"taskrunner\":{\"metadata\":{\"tokens\":5,\"model\":\"m\"}}}");
        assertThat(ContentCodec.read(body)).isEqualTo(counted);
    }

    @Test
    @DisplayName("§13-23: the short forms carry their required keys")
    void shortForms() {
        assertThat(text(ContentCodec.empty().json())).isEqualTo("{\"type\":\"empty\"}");
        assertThat(text(ContentCodec.json(fields("{\"id\":\"1\"}")).json()))
                .isEqualTo("{\"type\":\"json\",\"json\":{\"id\":\"1\"}}");
        assertThat(text(ContentCodec.error(new ErrorInfo("no", ErrorCode.DENIED, List.of()))
                        .json()))
                .isEqualTo(
                        "{\"type\":\"error\",\"text\":\"no\",\"taskrunner\":{\"code\":\"denied\",\"retriable\":false}}");
    }

    @Test
    @DisplayName("§13-22: error content is thrown with the exact text")
    void errors() {
        TaskException ours = failure(ContentCodec.error(new ErrorInfo("no", ErrorCode.DENIED, List.of())));
        assertThat(ours.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(ours.text()).isEqualTo("no");
        TaskException theirs = failure(body("{\"type\":\"error\",\"text\":\"kaboom\"}"));
        assertThat(theirs.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(theirs.text()).isEqualTo("kaboom");
        assertThat(failure(body("{\"type\":\"error\"}")).code()).isEqualTo(ErrorCode.FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":null}",
                "{\"type\":7}",
                "{\"type\":\"raw\",\"outputs\":[]}",
                "{\"type\":\"JSON\"}"
            })
    @DisplayName("§12-5: unknown content is a clear error and no silence")
    void unknownContent(String json) {
        TaskException failure = failure(body(json));
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(failure.text()).contains("unknown type");
    }

    @Test
    void missingMembersReadAsEmpty() {
        assertThat(ContentCodec.read(body("{\"type\":\"text\"}"))).isEqualTo(TaskResult.of(""));
        assertThat(ContentCodec.read(body("{\"type\":\"json\"}"))).isEqualTo(TaskResult.of(Content.Json.of(null)));
        assertThat(ContentCodec.read(body("{\"type\":\"link\",\"name\":5,\"url\":null}")))
                .isEqualTo(TaskResult.of(new Content.Link("", "")));
        assertThat(ContentCodec.read(
                        body("{\"type\":\"text\",\"text\":\"x\",\"usage\":null,\"taskrunner\":{\"metadata\":5}}")))
                .isEqualTo(TaskResult.of("x"));
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("{\"sum\":3}", TaskResult.of(Map.of("sum", 3))),
                Arguments.of("\"text\"", TaskResult.of("text")),
                Arguments.of("null", TaskResult.empty()),
                Arguments.of("5", TaskResult.of(5)),
                Arguments.of("[1,2]", TaskResult.of(List.of(1, 2))),
                Arguments.of("false", TaskResult.of(false)));
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("§13-30: answers of any kind")
    void answers(String answer, TaskResult expected) {
        assertThat(ContentCodec.readAnswer(body("{\"type\":\"json\",\"json\":{\"answer\":" + answer + ",\"x\":1}}")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"json\",\"json\":{}}", "{\"type\":\"json\"}",
                "{\"type\":\"json\",\"json\":[1]}", "{\"type\":\"empty\"}"
            })
    void noAnswerIsEmpty(String json) {
        assertThat(ContentCodec.readAnswer(body(json))).isEqualTo(TaskResult.empty());
    }

    @Test
    void answersOfOtherContent() {
        assertThat(ContentCodec.readAnswer(body("{\"type\":\"text\",\"text\":\"x\"}")))
                .isEqualTo(TaskResult.of("x"));
        TaskException error = catchThrowableOfType(
                TaskException.class, () -> ContentCodec.readAnswer(body("{\"type\":\"error\",\"text\":\"kaboom\"}")));
        assertThat(error.text()).isEqualTo("kaboom");
    }

    private static ByteBuffer bytes(TaskResult sent) {
        return sent.content() instanceof Content.File file ? file.data().buffer() : Body.NO_ATTACHMENT;
    }

    @ParameterizedTest
    @MethodSource("contents")
    void whatARunnersResultAddsMakesTheKindComeBack(TaskResult result, String ignored) {
        for (TaskResult sent : List.of(result, result.withMetadata("k", "v"))) {
            JsonFields added = ContentCodec.answerExtension(sent);
            boolean kind = sent.content() instanceof Content.File || sent.content() instanceof Content.Link;
            assertThat(added == null).isEqualTo(!kind && sent.metadata().isEmpty());
            JsonFields.Builder json = JsonFields.builder()
                    .put("type", "json")
                    .put("json", fields("{\"answer\":" + sent.toJson() + "}"))
                    .putIfPresent("taskrunner", added);
            TaskResult read = ContentCodec.readAnswer(Body.of(json.build(), bytes(sent)));
            assertThat(read.metadata()).isEqualTo(sent.metadata());
            assertThat(read.toJson()).isEqualTo(sent.toJson());
            if (kind) {
                assertThat(read).isEqualTo(sent);
            }
        }
    }

    @Test
    void aFileIsDescribedToPeersWhoReadOnlyTheAnswer() {
        assertThat(text(ContentCodec.answerExtension(FILE.withMetadata("k", "v"))))
                .isEqualTo("{\"content\":{\"type\":\"file\",\"name\":\"a.png\",\"mime_type\":\"image/png\"},"
                        + "\"metadata\":{\"k\":\"v\"}}");
    }

    @Test
    @DisplayName("§13-4: the responses of Appendix A.5")
    void vectors() throws WireException {
        String mesh = "225f5f6d6573686167656e745f5f223a207b2276223a20312c20226f74656c223a207b7d7d7d";
        Body empty = Body.unpack(Wire.bytes(
                "00000000000000477b2274797065223a2022656d707479222c20227573616765223a206e756c6c2c20" + mesh));
        assertThat(ContentCodec.read(empty)).isEqualTo(TaskResult.empty());
        Body error = Body.unpack(
                Wire.bytes("00000000000000597b2274797065223a20226572726f72222c202274657874223a20226b61626f6f6d22"
                        + "2c20227573616765223a206e756c6c2c20" + mesh));
        assertThat(failure(error).text()).isEqualTo("kaboom");
        Body json = Body.unpack(
                Wire.bytes("00000000000000667b2274797065223a20226a736f6e222c20226a736f6e223a207b22616e73776572223a20"
                        + "7b2273756d223a20337d7d2c20227573616765223a206e756c6c2c20" + mesh));
        assertThat(ContentCodec.readAnswer(json).asMap()).isEqualTo(Map.of("sum", 3));
        assertThat(ContentCodec.read(json).asMap()).isEqualTo(Map.of("answer", Map.of("sum", 3)));
    }
}
