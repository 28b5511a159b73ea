package dev.taskrunner.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link StreamTerms}, {@link CreditNotice}, the items of streams and their specs. */
class StreamMessagesTest {

    @Test
    @DisplayName("terms stand beside a call, and are nothing where nothing is said")
    void terms() {
        JsonFields call = Wire.fields("{\"name\":\"t\"}");
        StreamTerms all = new StreamTerms("c", true, true);
        assertThat(Wire.text(all.in(call)))
                .isEqualTo("{\"name\":\"t\",\"tool_call_id\":\"c\","
                        + "\"taskrunner_stream\":{\"input\":true,\"credits\":true}}");
        assertThat(StreamTerms.read(all.in(call))).isEqualTo(all);
        StreamTerms none = new StreamTerms(null, false, false);
        assertThat(Wire.text(none.in(call))).isEqualTo("{\"name\":\"t\"}");
        assertThat(StreamTerms.read(call)).isEqualTo(none);
        JsonFields odd = Wire.fields("{\"tool_call_id\":7,\"taskrunner_stream\":{\"input\":\"yes\",\"credits\":1}}");
        assertThat(StreamTerms.read(odd)).isEqualTo(none);
    }

    @Test
    @DisplayName("credit, from either side; what is missing is nothing")
    void credit() {
        CreditNotice reader = new CreditNotice(7L, null, 32);
        assertThat(Wire.text(reader.json())).isEqualTo("{\"request_id\":7,\"items\":32}");
        assertThat(CreditNotice.read(reader.json())).isEqualTo(reader);
        CreditNotice tool = new CreditNotice(null, 9L, 0);
        assertThat(CreditNotice.read(tool.json())).isEqualTo(tool);
        assertThat(CreditNotice.read(JsonFields.EMPTY)).isEqualTo(new CreditNotice(null, null, 0));
    }

    private static Content again(Content content) {
        Body written = ContentCodec.write(TaskResult.of(content));
        return ContentCodec.item(written.json(), written.attachment());
    }

    @Test
    @DisplayName("§4.3 bytes with headers, and failures, are the same after the wire")
    void items() {
        Content binary = new Content.Binary(Map.of("kind", "data", "n", 1), Attachment.of(new byte[] {1, 2}));
        assertThat(again(binary)).isEqualTo(binary);
        Content failure = new Content.Failure(ErrorCode.AGENT_BUSY, "later");
        assertThat(again(failure)).isEqualTo(failure);
        JsonFields nulls = Wire.fields("{\"type\":\"binary\",\"headers\":{\"size\":null,\"kind\":\"start\"}}");
        assertThat(((Content.Binary) ContentCodec.item(nulls, Body.NO_ATTACHMENT)).headers())
                .containsExactly(Map.entry("kind", "start"));
        JsonFields none = Wire.fields("{\"type\":\"binary\"}");
        assertThat(((Content.Binary) ContentCodec.item(none, Body.NO_ATTACHMENT)).headers())
                .isEmpty();
    }

    @Test
    @DisplayName("§4.6 a stream is no single answer; what is no content is no item")
    void notContent() {
        Body open = Body.of(Contents.OPEN);
        TaskException stream = catchThrowableOfType(TaskException.class, () -> ContentCodec.read(open));
        assertThat(stream.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(stream.text()).contains("answers with a stream");
        JsonFields odd = Wire.fields("{\"type\":\"new\"}");
        assertThat(catchThrowableOfType(TaskException.class, () -> ContentCodec.item(odd, Body.NO_ATTACHMENT))
                        .code())
                .isEqualTo(ErrorCode.INVALID_RESPONSE);
    }

    @Test
    @DisplayName("§5.1 the spec of a stream says so, with a schema only when there is one")
    void specs() {
        assertThat(Wire.text(ToolSpecs.ofStream(null)))
                .isEqualTo("{\"types\":[\"json\",\"text\",\"file\",\"link\",\"empty\"],\"stream\":true}");
        assertThat(ToolSpecs.ofStream(Wire.fields("{\"type\":\"number\"}").toRaw())
                        .object("schema"))
                .isNotNull();
    }
}
