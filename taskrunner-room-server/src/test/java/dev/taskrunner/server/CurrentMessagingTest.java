package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class CurrentMessagingTest extends CurrentCase {

    private WireClient enabled(String name) {
        WireClient client = join(name);
        assertThat(builtin(client, "messaging", "enable", Map.of()).json().string("type"))
                .isEqualTo("empty");
        pushed(client, "messaging.enabled");
        return client;
    }

    @Test
    @DisplayName("current 45: who enables gets an answer and then the others; the others hear of it")
    void roster() {
        WireClient alice = enabled("alice");
        WireClient bob = join("bob");
        builtin(bob, "messaging", "enable", Map.of());
        List<JsonFields> others =
                pushed(bob, "messaging.enabled").json().object("message").array("participants").stream()
                        .map(WireClient::parse)
                        .toList();
        assertThat(bob.transcript()).containsSubsequence("__response__", "messaging.send");
        assertThat(others).hasSize(1);
        assertThat(others.get(0).string("id")).isEqualTo(alice.id());
        assertThat(others.get(0).string("role")).isEqualTo("user");
        assertThat(others.get(0).object("attributes").string("name")).isEqualTo("alice");
        assertThat(pushed(alice, "participant.enabled").json().object("message").string("id"))
                .isEqualTo(bob.id());
    }

    @Test
    @DisplayName("current 49: who disables or leaves is gone from the others' lists")
    void leaving() {
        WireClient alice = enabled("alice");
        WireClient bob = enabled("bob");
        pushed(alice, "participant.enabled");
        builtin(bob, "messaging", "disable", Map.of());
        assertThat(pushed(alice, "participant.disabled")
                        .json()
                        .object("message")
                        .string("id"))
                .isEqualTo(bob.id());
    }

    @Test
    @DisplayName("current 49: a lost connection is a participant less")
    void lost() {
        WireClient alice = enabled("alice");
        WireClient carol = enabled("carol");
        pushed(alice, "participant.enabled");
        carol.cut();
        assertThat(pushed(alice, "participant.disabled")
                        .json()
                        .object("message")
                        .string("id"))
                .isEqualTo(carol.id());
    }

    @Test
    @DisplayName("current 46: a message arrives as an object with its bytes")
    void send() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        Map<String, Object> message = Map.of(
                "to_participant_id", bob.id(),
                "type", "chat",
                "message_json", "{\"text\":\"h\u00e9y\",\"n\":[1,2.50]}",
                "attachment_base64", "YXR0");
        assertThat(builtin(alice, "messaging", "send", message).json().string("type"))
                .isEqualTo("empty");
        Body got = pushed(bob, "chat");
        assertThat(got.json().string("from_participant_id")).isEqualTo(alice.id());
        assertThat(got.json().raw("message")).hasToString("{\"text\":\"h\u00e9y\",\"n\":[1,2.50]}");
        assertThat(got.attachment()).isEqualTo(ByteBuffer.wrap(new byte[] {'a', 't', 't'}));
    }

    @Test
    @DisplayName("current 46: a message to nobody is the error that both SDKs look for")
    void sendToNobody() {
        WireClient alice = join("alice");
        Map<String, String> message = Map.of("to_participant_id", "x", "type", "t", "message_json", "{}");
        Body lost = builtin(alice, "messaging", "send", message);
        assertThat(number(lost)).isEqualTo(1003);
        assertThat(lost.json().string("text")).isEqualTo("the participant was not found");
    }

    @Test
    @DisplayName("A message that is not the text of an object is refused")
    void badMessages() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        for (String bad : List.of("[]", "no json", "7")) {
            Body refused = builtin(
                    alice,
                    "messaging",
                    "send",
                    Map.of("to_participant_id", bob.id(), "type", "t", "message_json", bad));
            assertThat(number(refused)).isEqualTo(1002);
        }
    }

    @Test
    @DisplayName(
            "current 47, current 48: a broadcast and changed attributes reach all others that enabled messaging, of either generation")
    void broadcast() {
        WireClient alice = enabled("alice");
        WireClient bob = enabled("bob");
        WireClient old = classic("old");
        old.request("messaging.enable");
        WireClient deaf = join("deaf");
        builtin(alice, "messaging", "broadcast", Map.of("type", "all", "message_json", "{\"n\":1}"));
        alice.send("set_attributes", "mood", "good");
        for (WireClient other : List.of(bob, old)) {
            assertThat(pushed(other, "all").json().object("message").integer("n"))
                    .isEqualTo(1);
            Body changed = pushed(other, "participant.attributes");
            assertThat(changed.json().string("from_participant_id")).isEqualTo(alice.id());
            assertThat(changed.json().object("message").object("attributes").string("mood"))
                    .isEqualTo("good");
        }
        assertThat(settled(deaf)).isEmpty();
        assertThat(settled(alice).stream().map(Message::type))
                .as("only the others' coming")
                .containsOnly("messaging.send");
    }

    @Test
    @DisplayName("A broadcast of a classic participant reaches those of the current generation")
    void classicBroadcast() {
        WireClient alice = enabled("alice");
        WireClient old = classic("old");
        old.request("messaging.broadcast", "type", "back", "message", Map.of("n", 2));
        assertThat(pushed(alice, "back").json().object("message").integer("n")).isEqualTo(2);
    }
}
