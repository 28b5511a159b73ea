package dev.taskrunner.protocol;

import static dev.taskrunner.protocol.Wire.fields;
import static dev.taskrunner.protocol.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.wire.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshake, messaging, and our one-way messages: absent, null, wrong type, unknown sibling. */
class PushesTest {

    @Test
    @DisplayName("§13-13: connected carries type, participantId and attributes")
    void connected() {
        String json = "{\"type\":\"init\",\"participantId\":\"p\",\"attributes\":{\"name\":\"alice\"}}";
        Connected push = new Connected("p", fields("{\"name\":\"alice\"}"));
        assertThat(text(push.json())).isEqualTo(json);
        assertThat(Connected.isInit(fields(json))).isTrue();
        assertThat(Connected.read(fields(json))).isEqualTo(push);
        assertThat(Connected.isInit(fields("{\"type\":\"other\"}"))).isFalse();
        assertThat(Connected.isInit(JsonFields.EMPTY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"participantId\":null,\"attributes\":null}",
                "{\"participantId\":5,\"attributes\":[],\"x\":1}"
            })
    void lenientConnected(String json) {
        assertThat(Connected.read(fields(json))).isEqualTo(new Connected("", JsonFields.EMPTY));
    }

    @Test
    @DisplayName("§13-13: room_ready carries all three keys; ours say what they understand beside them")
    void roomReady() {
        RoomReady push = new RoomReady("r", "ws://h/rooms/r", "s", List.of("cancel"), null);
        assertThat(text(push.json()))
                .isEqualTo("{\"room_name\":\"r\",\"room_url\":\"ws://h/rooms/r\",\"session_id\":\"s\","
                        + "\"taskrunner\":{\"features\":[\"cancel\"]}}");
        assertThat(RoomReady.read(push.json())).isEqualTo(push);
        List<String> features = new ArrayList<>(List.of("a"));
        RoomReady copied = new RoomReady("", "", "", features, null);
        features.clear();
        assertThat(copied.features()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"room_name\":null,\"room_url\":5,\"session_id\":[],\"taskrunner\":null}",
                "{\"taskrunner\":5}",
                "{\"taskrunner\":{}}",
                "{\"taskrunner\":{\"features\":\"cancel\"}}"
            })
    void lenientRoomReady(String json) {
        assertThat(RoomReady.read(fields(json))).isEqualTo(new RoomReady("", "", "", List.of(), null));
    }

    @Test
    void pushedMessages() {
        PushedMessage push = new PushedMessage("p", "chat", fields("{\"text\":\"hi\"}"));
        assertThat(text(push.json()))
                .isEqualTo("{\"from_participant_id\":\"p\",\"type\":\"chat\",\"message\":{\"text\":\"hi\"}}");
        assertThat(PushedMessage.read(push.json())).isEqualTo(push);
        PushedMessage bare = new PushedMessage("", "", JsonFields.EMPTY);
        for (String json : List.of("{}", "{\"from_participant_id\":null,\"type\":5,\"message\":[]}", "{\"x\":1}")) {
            assertThat(PushedMessage.read(fields(json))).isEqualTo(bare);
        }
    }

    @Test
    @DisplayName("§13-48: a roster entry has id, role and attributes")
    void participants() {
        ParticipantInfo info = new ParticipantInfo("1", "agent", fields("{\"name\":\"bob\",\"x\":null}"));
        assertThat(text(info.json()))
                .isEqualTo("{\"id\":\"1\",\"role\":\"agent\",\"attributes\":{\"name\":\"bob\",\"x\":null}}");
        assertThat(ParticipantInfo.read(info.json())).isEqualTo(info);
        assertThat(info.name()).isEqualTo("bob");
        ParticipantInfo bare = new ParticipantInfo("", "user", JsonFields.EMPTY);
        for (String json : List.of(
                "{}", "{\"id\":null,\"role\":null,\"attributes\":null}", "{\"id\":5,\"role\":[],\"attributes\":5}")) {
            assertThat(ParticipantInfo.read(fields(json))).isEqualTo(bare);
        }
        assertThat(bare.name()).isEmpty();
        assertThat(ParticipantInfo.read(fields("{\"attributes\":{\"name\":7}}")).name())
                .isEmpty();
        assertThat(ParticipantInfo.readIfPresent(null)).isNull();
    }

    @Test
    void cancelNotices() {
        ErrorInfo why = new ErrorInfo("gave up", ErrorCode.CANCELLED, List.of());
        String tail = "\"text\":\"gave up\",\"taskrunner\":{\"code\":\"cancelled\",\"retriable\":false}}";
        CancelNotice byCaller = new CancelNotice(7L, null, null, why);
        assertThat(text(byCaller.json())).isEqualTo("{\"request_id\":7," + tail);
        assertThat(CancelNotice.read(byCaller.json())).isEqualTo(byCaller);
        CancelNotice toRunner = new CancelNotice(null, "t", null, why);
        assertThat(text(toRunner.json())).isEqualTo("{\"task_id\":\"t\"," + tail);
        CancelNotice toProvider = new CancelNotice(null, null, 9L, why);
        assertThat(text(toProvider.json())).isEqualTo("{\"call_id\":9," + tail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"request_id\":null,\"task_id\":5,\"call_id\":\"x\",\"text\":null,\"taskrunner\":5}",
                "{\"x\":1}"
            })
    void lenientCancelNotice(String json) {
        CancelNotice bare = new CancelNotice(null, null, null, new ErrorInfo("cancelled", ErrorCode.FAILED, List.of()));
        assertThat(CancelNotice.read(fields(json))).isEqualTo(bare);
    }

    @Test
    void progressNotices() {
        Progress progress = new Progress(0.5, "half", Map.of("k", 1));
        JsonFields body = ProgressNotice.body(progress);
        assertThat(text(body)).isEqualTo("{\"fraction\":0.5,\"text\":\"half\",\"data\":{\"k\":1}}");
        ProgressNotice notice = new ProgressNotice(7L, null, null, body);
        assertThat(text(notice.json())).isEqualTo("{\"request_id\":7,\"progress\":" + text(body) + "}");
        assertThat(ProgressNotice.read(notice.json())).isEqualTo(notice);
        assertThat(notice.progress()).isEqualTo(progress);
        assertThat(text(ProgressNotice.body(Progress.of("x")))).isEqualTo("{\"text\":\"x\"}");
        assertThat(text(new ProgressNotice(null, "t", null, JsonFields.EMPTY).json()))
                .isEqualTo("{\"task_id\":\"t\",\"progress\":{}}");
        assertThat(text(new ProgressNotice(null, null, 3L, JsonFields.EMPTY).json()))
                .isEqualTo("{\"call_id\":3,\"progress\":{}}");
    }

    @Test
    void progressSaysWhichRunnersItComesFromAsTheRoomKnowsThem() {
        ProgressNotice bare = new ProgressNotice(null, "t", null, fields("{\"text\":\"x\"}"));
        assertThat(text(bare.bodyFrom(List.of("one")))).isEqualTo("{\"text\":\"x\"}");
        assertThat(text(bare.bodyFrom(List.of("one", "two"))))
                .isEqualTo("{\"text\":\"x\",\"chain\":[\"one\",\"two\"]}");
        ProgressNotice said =
                new ProgressNotice(null, "t", null, fields("{\"text\":\"x\",\"chain\":[\"one\",\"two\"]}"));
        assertThat(said.progress()).isEqualTo(new Progress(null, "x", null, List.of("one", "two")));
        assertThat(text(ProgressNotice.body(said.progress()))).isEqualTo(text(said.body()));
        assertThat(said.bodyFrom(List.of("one"))).isEqualTo(said.body());
        assertThat(text(said.bodyFrom(List.of("other")))).isEqualTo("{\"text\":\"x\"}");
        assertThat(text(said.bodyFrom(List.of("a", "b")))).isEqualTo("{\"text\":\"x\",\"chain\":[\"a\",\"b\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"progress\":null}",
                "{\"progress\":5}",
                "{\"progress\":{\"fraction\":1.5,\"text\":5,\"data\":null}}",
                "{\"progress\":{\"fraction\":-1}}",
                "{\"progress\":{\"fraction\":\"0.5\",\"unknown\":1}}"
            })
    void oddProgressReadsAsAbsent(String json) {
        assertThat(ProgressNotice.read(fields(json)).progress()).isEqualTo(new Progress(null, null, null));
    }

    @Test
    @DisplayName("§13-21: what must never be answered")
    void oneWay() {
        assertThat(List.of("set_attributes", "agent.ask_response", "agent.tool_call_response", "__response__"))
                .allMatch(MessageType::isOneWay);
        assertThat(List.of("agent.cancel", "agent.progress")).allMatch(MessageType::isOneWay);
        assertThat(List.of("agent.ask", "developer.log", "developer.watch", "messaging.send", "no.such.thing", ""))
                .noneMatch(MessageType::isOneWay);
    }
}
