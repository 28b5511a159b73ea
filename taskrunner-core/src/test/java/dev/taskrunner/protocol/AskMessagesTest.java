package dev.taskrunner.protocol;

import static dev.taskrunner.protocol.Wire.fields;
import static dev.taskrunner.protocol.Wire.raw;
import static dev.taskrunner.protocol.Wire.text;
import static dev.taskrunner.protocol.Wire.with;
import static dev.taskrunner.protocol.Wire.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The legs of an ask (section 5.3): for each member absent, null, of a wrong type, with an unknown sibling. */
class AskMessagesTest {

    @Nested
    class Request {
        private static final String JSON = "{\"agent\":\"adder\",\"arguments\":{\"a\":1},\"on_behalf_of_id\":\"p\","
                + "\"requires\":[{\"toolkit\":\"math\",\"tools\":[\"dbl\"],\"callable\":false}]}";

        @Test
        void roundTrip() throws WireException {
            AskRequest request = AskRequest.read(fields(JSON));
            assertThat(request.agent()).isEqualTo("adder");
            assertThat(request.arguments()).hasToString("{\"a\":1}");
            assertThat(request.onBehalfOfId()).isEqualTo("p");
            assertThat(request.requires()).hasSize(1);
            assertThat(request.extension()).isEqualTo(Extension.NONE);
            assertThat(text(request.json())).isEqualTo(JSON);
        }

        @Test
        @DisplayName("§5.3: on_behalf_of_id and requires are written only when given")
        void strict() {
            AskRequest request = new AskRequest("a", RawJson.EMPTY_OBJECT, null, null, null, Extension.NONE);
            assertThat(text(request.json())).isEqualTo("{\"agent\":\"a\",\"arguments\":{}}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"on_behalf_of_id", "requires"})
        void optionalMembers(String member) throws WireException {
            for (var json : List.of(without(JSON, member), with(JSON, member, "null"), with(JSON, member, "7"))) {
                AskRequest request = AskRequest.read(json);
                assertThat(member.equals("requires") ? request.requires() : request.onBehalfOfId())
                        .isNull();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"agent", "arguments"})
        void requiredMembers(String member) {
            for (var json : List.of(without(JSON, member), with(JSON, member, "null"), with(JSON, member, "[]"))) {
                assertThatThrownBy(() -> AskRequest.read(json))
                        .isInstanceOf(WireException.class)
                        .hasMessageContaining(member);
            }
        }

        @Test
        void unknownSiblingsAreIgnored() throws WireException {
            assertThat(AskRequest.read(with(JSON, "unknown", "[1]"))).isEqualTo(AskRequest.read(fields(JSON)));
        }
    }

    @Nested
    class Delivery {
        private static final String JSON =
                "{\"task_id\":\"t\",\"arguments\":{\"a\":1},\"toolkits\":[{\"name\":\"m\"}],\"caller_id\":\"c\","
                        + "\"on_behalf_of_id\":\"p\",\"context\":{\"messages\":[],\"system_role\":null}}";

        @Test
        void roundTrip() throws WireException {
            AskDelivery delivery = AskDelivery.read(fields(JSON));
            assertThat(delivery.taskId()).isEqualTo("t");
            assertThat(delivery.arguments()).hasToString("{\"a\":1}");
            assertThat(delivery.toolkits()).hasSize(1);
            assertThat(delivery.callerId()).isEqualTo("c");
            assertThat(delivery.onBehalfOfId()).isEqualTo("p");
            assertThat(text(delivery.json())).isEqualTo(JSON);
        }

        @Test
        @DisplayName(
                "§13-29: task_id, arguments, toolkits, caller_id and context always; on_behalf_of_id only if given")
        void strict() {
            AskDelivery delivery =
                    new AskDelivery("t", RawJson.EMPTY_OBJECT, List.of(), "c", null, null, Extension.NONE);
            assertThat(text(delivery.json()))
                    .isEqualTo("{\"task_id\":\"t\",\"arguments\":{},\"toolkits\":[],\"caller_id\":\"c\","
                            + "\"context\":{\"messages\":[],\"system_role\":null}}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"arguments", "toolkits", "caller_id", "on_behalf_of_id", "context"})
        void everythingButTheIdMayBeMissing(String member) throws WireException {
            for (var json : List.of(without(JSON, member), with(JSON, member, "null"))) {
                AskDelivery delivery = AskDelivery.read(json);
                assertThat(delivery.taskId()).isEqualTo("t");
                switch (member) {
                    case "arguments" -> assertThat(delivery.arguments()).hasToString("{}");
                    case "toolkits" -> assertThat(delivery.toolkits()).isEmpty();
                    case "caller_id" -> assertThat(delivery.callerId()).isEmpty();
                    case "on_behalf_of_id" ->
                        assertThat(delivery.onBehalfOfId()).isNull();
                    default -> assertThat(delivery).isEqualTo(AskDelivery.read(fields(JSON)));
                }
            }
        }

        @Test
        void wrongTypesReadAsAbsentExceptArgumentsWhichAreValidatedLater() throws WireException {
            AskDelivery odd = AskDelivery.read(fields(
                    "{\"task_id\":\"t\",\"arguments\":[1],\"toolkits\":{},\"caller_id\":5,\"on_behalf_of_id\":[]}"));
            assertThat(odd).isEqualTo(new AskDelivery("t", raw("[1]"), List.of(), "", null, null, Extension.NONE));
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "7", "{}"})
        void withoutAnIdItCannotBeAnswered(String value) {
            assertThatThrownBy(() -> AskDelivery.read(with(JSON, "task_id", value)))
                    .isInstanceOf(WireException.class);
            assertThatThrownBy(() -> AskDelivery.read(without(JSON, "task_id"))).isInstanceOf(WireException.class);
        }

        @Test
        void unknownSiblingsAreIgnored() throws WireException {
            assertThat(AskDelivery.read(with(JSON, "jwt", "\"x\""))).isEqualTo(AskDelivery.read(fields(JSON)));
        }
    }

    @Nested
    class Response {
        @ParameterizedTest
        @DisplayName("§13-30: object, text, null, number and list answers")
        @ValueSource(strings = {"{\"sum\":3}", "\"text\"", "null", "3.5", "[1,2]", "true"})
        void anyAnswer(String answer) {
            AskResponse response = AskResponse.success("t", raw(answer), null);
            assertThat(text(response.json())).isEqualTo("{\"task_id\":\"t\",\"answer\":" + answer + "}");
            AskResponse read = AskResponse.read(response.json());
            assertThat(read.answer()).hasToString(answer);
            assertThat(read.error()).isNull();
            assertThat(read.taskId()).isEqualTo("t");
        }

        @Test
        void anExtendedSuccess() {
            AskResponse response = AskResponse.success("t", RawJson.NULL, fields("{\"metadata\":{\"tokens\":5}}"));
            assertThat(text(response.json()))
                    .isEqualTo("{\"task_id\":\"t\",\"answer\":null,\"taskrunner\":{\"metadata\":{\"tokens\":5}}}");
            assertThat(AskResponse.read(response.json()).result()).isEqualTo(fields("{\"metadata\":{\"tokens\":5}}"));
        }

        @Test
        @DisplayName("§13-31: a failure has its text under error, and no answer")
        void failure() {
            ErrorInfo info = ErrorInfo.of(new TaskException(ErrorCode.AGENT_BUSY, "kaboom"));
            AskResponse response = AskResponse.failure("t", info);
            assertThat(text(response.json()))
                    .isEqualTo("{\"task_id\":\"t\",\"error\":\"kaboom\","
                            + "\"taskrunner\":{\"code\":\"agent_busy\",\"retriable\":true}}");
            assertThat(AskResponse.read(response.json()).error()).isEqualTo(info);
        }

        @Test
        void errorsOfPeers() {
            assertThat(AskResponse.read(fields("{\"task_id\":\"t\",\"error\":\"x\"}"))
                            .error())
                    .isEqualTo(new ErrorInfo("x", ErrorCode.FAILED, List.of()));
            assertThat(AskResponse.read(fields("{\"task_id\":\"t\",\"error\":{\"a\":1}}"))
                            .error()
                            .text())
                    .isEqualTo("{\"a\":1}");
            assertThat(AskResponse.read(fields("{\"task_id\":\"t\",\"error\":null,\"answer\":1}"))
                            .error())
                    .isNull();
        }

        @ParameterizedTest
        @DisplayName("§13-32: a TypeScript failure has an empty task id; none at all reads the same")
        @ValueSource(
                strings = {"{\"task_id\":\"\",\"error\":\"x\"}", "{\"error\":\"x\"}", "{\"task_id\":5,\"error\":\"x\"}"
                })
        void withoutATaskId(String json) {
            assertThat(AskResponse.read(fields(json)).taskId()).isEmpty();
        }

        @Test
        void lenient() {
            AskResponse nothing = AskResponse.read(fields("{\"caller_context\":{},\"taskrunner\":5}"));
            assertThat(nothing).isEqualTo(new AskResponse("", RawJson.NULL, null, null));
        }
    }
}
