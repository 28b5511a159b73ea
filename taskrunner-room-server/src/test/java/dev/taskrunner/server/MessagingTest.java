package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class MessagingTest extends RoomCase {

    @Override
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder().maxAttributeBytes(2_000);
    }

    private WireClient enabled(String name) {
        WireClient client = join(name);
        client.request("messaging.enable");
        pushed(client, "messaging.enabled");
        return client;
    }

    @Test
    @DisplayName("§13-48 §13-49 the roster excludes oneself, has id, role and attributes, and precedes the reply")
    void roster() {
        WireClient bob = enabled("bob");
        bob.send("set_attributes", "color", "blue");
        join("silent");
        WireClient alice = join("alice");
        alice.request("messaging.enable");
        assertThat(alice.transcript()).containsExactly("connected", "room_ready", "messaging.send", "__response__");
        JsonFields push = pushed(alice, "messaging.enabled").json();
        assertThat(push.string("from_participant_id")).isEqualTo(alice.id());
        assertThat(push.object("message").raw("participants"))
                .hasToString("[{\"id\":\"" + bob.id() + "\",\"role\":\"user\","
                        + "\"attributes\":{\"name\":\"bob\",\"color\":\"blue\"}}]");
    }

    @Test
    @DisplayName("§13-48 §13-19 others hear of enabling, attributes, disabling and leaving")
    void othersHear() {
        WireClient bob = enabled("bob");
        WireClient alice = enabled("alice");
        JsonFields push = pushed(bob, "participant.enabled").json();
        assertThat(push.string("from_participant_id")).isEqualTo(alice.id());
        assertThat(push.object("message").string("id")).isEqualTo(alice.id());
        assertThat(push.object("message").string("role")).isEqualTo("user");
        assertThat(push.object("message").raw("attributes")).hasToString("{\"name\":\"alice\"}");

        alice.send("set_attributes", "color", "red", "name", "mallory");
        push = pushed(bob, "participant.attributes").json();
        assertThat(push.string("from_participant_id")).isEqualTo(alice.id());
        assertThat(push.raw("message")).hasToString("{\"attributes\":{\"color\":\"red\"}}");

        alice.request("messaging.disable");
        push = pushed(bob, "participant.disabled").json();
        assertThat(push.raw("message")).hasToString("{\"id\":\"" + alice.id() + "\"}");
        alice.send("set_attributes", "color", "green");
        alice.settle();
        assertThat(bob.settle()).as("no longer enabled").isEmpty();

        alice.request("messaging.enable");
        pushed(bob, "participant.enabled");
        alice.cut();
        push = pushed(bob, "participant.disabled").json();
        assertThat(push.string("from_participant_id")).isEqualTo(alice.id());
    }

    @Test
    @DisplayName("Enabling twice gives the roster again but is no news to others")
    void enableTwice() {
        WireClient bob = enabled("bob");
        WireClient alice = enabled("alice");
        pushed(bob, "participant.enabled");
        alice.request("messaging.enable");
        assertThat(pushed(alice, "messaging.enabled").json().object("message").array("participants"))
                .hasSize(1);
        assertThat(bob.settle()).isEmpty();
    }

    @Test
    @DisplayName(
            "§13-50 direct messages arrive in order, with and without attachment, also where messaging is not enabled")
    void direct() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        byte[] bytes = {1, 2, 3, 4};
        for (int i = 0; i < 20; i++) {
            JsonFields json =
                    WireClient.fields("to_participant_id", bob.id(), "type", "chat", "message", Map.of("n", i));
            alice.send("messaging.send", json, i % 2 == 0 ? bytes : new byte[0]);
        }
        for (int i = 0; i < 20; i++) {
            Body body = WireClient.body(bob.await("messaging.send"));
            assertThat(body.json().names()).containsExactly("from_participant_id", "type", "message");
            assertThat(body.json().string("from_participant_id")).isEqualTo(alice.id());
            assertThat(body.json().raw("message")).hasToString("{\"n\":" + i + "}");
            assertThat(body.attachment()).isEqualTo(ByteBuffer.wrap(i % 2 == 0 ? bytes : new byte[0]));
        }
        assertThat(alice.request("messaging.send", "to_participant_id", alice.id(), "type", "x", "message", Map.of())
                        .json()
                        .string("type"))
                .isEqualTo("empty");
        pushed(alice, "x");
    }

    @Test
    @DisplayName("§13-50 an unknown recipient is an error; so is a message that is no object")
    void directErrors() {
        WireClient alice = join("alice");
        Body answer = alice.request("messaging.send", "to_participant_id", "x", "type", "t", "message", Map.of());
        assertThat(WireClient.code(answer)).isEqualTo("unknown_participant");
        answer = alice.request("messaging.send", "to_participant_id", alice.id(), "type", "t", "message", "text");
        assertThat(WireClient.code(answer)).isEqualTo("invalid_request");
        assertThat(alice.requestError("messaging.broadcast", "message", Map.of()))
                .contains("'type'");
        assertThat(alice.settle()).isEmpty();
    }

    @Test
    @DisplayName("§13-50 a broadcast reaches all that enabled messaging but the sender")
    void broadcast() {
        WireClient alice = enabled("alice");
        WireClient bob = enabled("bob");
        WireClient carol = enabled("carol");
        WireClient silent = join("silent");
        alice.settle();
        byte[] bytes = new byte[3_000];
        alice.answer(
                alice.send("messaging.broadcast", WireClient.fields("type", "news", "message", Map.of("a", 1)), bytes));
        for (WireClient client : List.of(bob, carol)) {
            Body news = pushed(client, "news");
            assertThat(news.json().string("from_participant_id")).isEqualTo(alice.id());
            assertThat(news.attachment()).isEqualTo(ByteBuffer.wrap(bytes));
        }
        assertThat(silent.settle()).isEmpty();
        assertThat(alice.settle().toString()).doesNotContain("news");
        alice.request("messaging.disable");
        silent.request("messaging.broadcast", "type", "late", "message", Map.of());
        assertThat(bob.settle())
                .anyMatch(message -> "late".equals(bob.json(message).string("type")));
        assertThat(alice.settle())
                .noneMatch(message -> "late".equals(alice.json(message).string("type")));
    }

    @Test
    @DisplayName("Message streams are relayed like any message, chunks and all")
    void streams() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        for (String type : List.of("stream.open", "stream.chunk", "stream.close")) {
            JsonFields json =
                    WireClient.fields("to_participant_id", bob.id(), "type", type, "message", Map.of("stream_id", "s"));
            alice.answer(alice.send("messaging.send", json, type.getBytes()));
            assertThat(pushed(bob, type).attachment()).isEqualTo(ByteBuffer.wrap(type.getBytes()));
        }
    }

    @Test
    @DisplayName("Attributes are bounded: what would be too much changes nothing")
    void attributeLimit() {
        WireClient bob = enabled("bob");
        WireClient alice = enabled("alice");
        pushed(bob, "participant.enabled");
        alice.send("set_attributes", "big", "x".repeat(3_000));
        alice.send("set_attributes", "small", "y".repeat(100));
        JsonFields push = pushed(bob, "participant.attributes").json();
        assertThat(push.object("message").object("attributes").names()).containsExactly("small");
        assertThat(bob.settle()).isEmpty();
    }

    private static String logged(WireClient watcher) {
        return watcher.awaitJson("developer.log").toString();
    }

    @Test
    @DisplayName("The developer log reaches watchers until they stop; every message of it is answered")
    void developerLog() {
        WireClient watcher = join("watcher");
        WireClient agent = join("agent");
        watcher.request("developer.watch");
        agent.request("developer.log", "type", "llm.message", "data", Map.of("k", "v"));
        assertThat(logged(watcher)).isEqualTo("{\"type\":\"llm.message\",\"data\":{\"k\":\"v\"}}");
        for (String level : List.of("info", "warning", "error")) {
            agent.request("developer." + level, "message", "text", "extra", Map.of("k", 1));
            assertThat(logged(watcher))
                    .isEqualTo("{\"type\":\"" + level + "\",\"data\":{\"message\":\"text\",\"k\":1}}");
        }
        agent.request("developer.info", "message", "bare", "extra", null);
        assertThat(logged(watcher)).isEqualTo("{\"type\":\"info\",\"data\":{\"message\":\"bare\"}}");
        watcher.request("developer.unwatch");
        agent.request("developer.log", "type", "x", "data", Map.of());
        assertThat(watcher.settle()).isEmpty();
        assertThat(agent.settle()).isEmpty();
    }
}
