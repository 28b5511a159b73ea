package dev.taskrunner.protocol;

import static dev.taskrunner.protocol.Wire.fields;
import static dev.taskrunner.protocol.Wire.raw;
import static dev.taskrunner.protocol.Wire.text;
import static dev.taskrunner.protocol.Wire.with;
import static dev.taskrunner.protocol.Wire.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Toolkits and tool calls (sections 5.5 and 5.6). */
class ToolMessagesTest {

    @Nested
    class Invoke {
        private static final String JSON =
                "{\"toolkit\":\"math\",\"tool\":\"dbl\",\"arguments\":{\"x\":1},\"participant_id\":\"p\","
                        + "\"on_behalf_of_id\":\"q\",\"caller_context\":{\"k\":1}}";

        @Test
        void roundTrip() throws WireException {
            InvokeTool read = InvokeTool.read(fields(JSON));
            assertThat(read)
                    .isEqualTo(new InvokeTool(
                            "math", "dbl", raw("{\"x\":1}"), "p", "q", raw("{\"k\":1}"), Extension.NONE));
            assertThat(text(read.json())).isEqualTo(JSON);
        }

        @Test
        @DisplayName("§5.6: all keys are present, as Python has them")
        void strict() {
            InvokeTool call = new InvokeTool("t", "u", RawJson.EMPTY_OBJECT, null, null, null, Extension.NONE);
            assertThat(text(call.json()))
                    .isEqualTo("{\"toolkit\":\"t\",\"tool\":\"u\",\"arguments\":{},\"participant_id\":null,"
                            + "\"on_behalf_of_id\":null,\"caller_context\":null}");
        }

        @Test
        @DisplayName("§5.6: TypeScript sends three keys")
        void lenient() throws WireException {
            InvokeTool read = InvokeTool.read(fields("{\"toolkit\":\"t\",\"tool\":\"u\",\"arguments\":{},\"more\":1}"));
            assertThat(read)
                    .isEqualTo(new InvokeTool("t", "u", RawJson.EMPTY_OBJECT, null, null, null, Extension.NONE));
        }

        @ParameterizedTest
        @ValueSource(strings = {"participant_id", "on_behalf_of_id"})
        void oddIdsReadAsAbsent(String member) throws WireException {
            for (String value : List.of("null", "7", "{}")) {
                InvokeTool read = InvokeTool.read(with(JSON, member, value));
                assertThat(member.equals("participant_id") ? read.participantId() : read.onBehalfOfId())
                        .isNull();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"toolkit", "tool", "arguments"})
        void requiredMembers(String member) {
            for (JsonFields json :
                    List.of(without(JSON, member), with(JSON, member, "null"), with(JSON, member, "5"))) {
                assertThatThrownBy(() -> InvokeTool.read(json))
                        .isInstanceOf(WireException.class)
                        .hasMessageContaining(member);
            }
        }
    }

    @Nested
    class Call {
        private static final String JSON =
                "{\"name\":\"dbl\",\"arguments\":{\"x\":1},\"caller_id\":\"c\",\"on_behalf_of_id\":\"q\","
                        + "\"caller_context\":[]}";

        @Test
        void roundTrip() throws WireException {
            ToolCall read = ToolCall.read(fields(JSON));
            assertThat(read).isEqualTo(new ToolCall("dbl", raw("{\"x\":1}"), "c", "q", raw("[]"), Extension.NONE));
            assertThat(text(read.json())).isEqualTo(JSON);
        }

        @Test
        void strict() {
            ToolCall call = new ToolCall("t", RawJson.EMPTY_OBJECT, "c", null, null, Extension.NONE);
            assertThat(text(call.json()))
                    .isEqualTo("{\"name\":\"t\",\"arguments\":{},\"caller_id\":\"c\",\"on_behalf_of_id\":null,"
                            + "\"caller_context\":null}");
        }

        @Test
        @DisplayName("§5.6: everything but the name may be missing, so that it can be answered")
        void lenient() throws WireException {
            ToolCall bare = new ToolCall("t", RawJson.EMPTY_OBJECT, "", null, null, Extension.NONE);
            assertThat(ToolCall.read(fields("{\"name\":\"t\"}"))).isEqualTo(bare);
            assertThat(ToolCall.read(
                            fields("{\"name\":\"t\",\"arguments\":null,\"caller_id\":7,\"on_behalf_of_id\":7}")))
                    .isEqualTo(bare);
            assertThatThrownBy(() -> ToolCall.read(without(JSON, "name"))).isInstanceOf(WireException.class);
            assertThatThrownBy(() -> ToolCall.read(with(JSON, "name", "5"))).isInstanceOf(WireException.class);
        }
    }

    @Nested
    class Register {
        private static final String JSON =
                "{\"name\":\"math\",\"title\":\"Math\",\"description\":\"\",\"public\":true,\"thumbnail_url\":null,"
                        + "\"tools\":{\"dbl\":{\"title\":\"dbl\",\"description\":\"\",\"input_schema\":{},"
                        + "\"thumbnail_url\":null,\"defs\":null}}}";

        @Test
        void roundTrip() throws WireException {
            assertThat(text(RegisterToolkit.read(fields(JSON)).json())).isEqualTo(JSON);
        }

        @Test
        @DisplayName("§5.5: without public it is private, as TypeScript and Dart mean it")
        void lenient() throws WireException {
            RegisterToolkit bare = new RegisterToolkit("m", "m", "", false, null, JsonFields.EMPTY);
            assertThat(RegisterToolkit.read(fields("{\"name\":\"m\",\"tools\":{},\"unknown\":1}")))
                    .isEqualTo(bare);
            assertThat(RegisterToolkit.read(fields("{\"name\":\"m\",\"tools\":{},\"title\":null,\"description\":5,"
                            + "\"public\":\"true\",\"thumbnail_url\":5}")))
                    .isEqualTo(bare);
        }

        @ParameterizedTest
        @ValueSource(strings = {"name", "tools"})
        void requiredMembers(String member) {
            for (JsonFields json :
                    List.of(without(JSON, member), with(JSON, member, "null"), with(JSON, member, "[]"))) {
                assertThatThrownBy(() -> RegisterToolkit.read(json)).isInstanceOf(WireException.class);
            }
        }
    }

    @Nested
    class Info {
        @Test
        @DisplayName("§13-47: a tool of a map has title, description, input_schema, thumbnail_url and defs")
        void strict() {
            ToolInfo info =
                    new ToolInfo("dbl", "Double", "doubles", raw("{\"type\":\"object\"}"), fields("{\"D\":{}}"));
            assertThat(text(info.json()))
                    .isEqualTo(
                            "{\"title\":\"Double\",\"description\":\"doubles\",\"input_schema\":{\"type\":\"object\"},"
                                    + "\"thumbnail_url\":null,\"defs\":{\"D\":{}}}");
            assertThat(ToolInfo.read("dbl", info.json())).isEqualTo(info);
        }

        @Test
        void lenient() {
            ToolInfo bare = new ToolInfo("t", "t", "", null, null);
            assertThat(ToolInfo.read("t", JsonFields.EMPTY)).isEqualTo(bare);
            assertThat(ToolInfo.read(
                            "t", fields("{\"title\":5,\"description\":null,\"input_schema\":null,\"defs\":[]}")))
                    .isEqualTo(bare);
        }

        @Test
        @DisplayName("§13-36, §13-47: tools are a map in listings and a list with asks")
        void mapsAndLists() {
            JsonFields map = fields("{\"tools\":{\"b\":{\"title\":\"B\"},\"a\":5}}");
            assertThat(ToolInfo.readAll(map)).extracting(ToolInfo::name).containsExactly("b", "a");
            JsonFields list =
                    fields("{\"tools\":[{\"name\":\"b\",\"title\":\"B\"},5,{},{\"name\":7},{\"name\":\"a\"}]}");
            assertThat(ToolInfo.readAll(list)).extracting(ToolInfo::name).containsExactly("b", "a");
            assertThat(ToolInfo.readAll(list)).extracting(ToolInfo::title).containsExactly("B", "a");
            for (String none : List.of("{}", "{\"tools\":null}", "{\"tools\":5}")) {
                assertThat(ToolInfo.readAll(fields(none))).isEmpty();
            }
        }
    }
}
