package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class SecretsTest extends RoomCase {
    private final ManualTimer timer = new ManualTimer();

    @Override
    RoomServerOptions.Builder options() {
        return super.options().timer(timer);
    }

    static Body set(WireClient client, String name, String delegatedTo, String value) {
        JsonFields json = WireClient.fields("secret_id", null, "type", null, "name", name, "delegated_to", delegatedTo);
        return client.answer(client.send("secrets.set_secret", json, value.getBytes(StandardCharsets.UTF_8)));
    }

    static String get(WireClient client, String name, String delegatedTo) {
        return value(client.request(
                "secrets.get_secret", "secret_id", null, "type", null, "name", name, "delegated_to", delegatedTo));
    }

    /** The value in an answer; null when there is none. */
    static String value(Body answer) {
        if ("empty".equals(answer.json().string("type"))) {
            return null;
        }
        assertThat(answer.json().string("type")).as("%s", answer.json()).isEqualTo("file");
        return StandardCharsets.UTF_8.decode(answer.attachment().duplicate()).toString();
    }

    private static List<String> names(WireClient client) {
        return client.requestJson("secrets.list_secrets").array("secrets").stream()
                .map(one -> WireClient.parse(one).string("name"))
                .sorted()
                .toList();
    }

    @Test
    @DisplayName(
            "set, get, list and delete; setting again replaces; what is absent is empty; a value of no bytes is one")
    void roundTrip() {
        WireClient alice = join("alice");
        assertThat(set(alice, "key", null, "one").json().string("type")).isEqualTo("json");
        assertThat(get(alice, "key", null)).isEqualTo("one");
        set(alice, "key", null, "two ü");
        assertThat(get(alice, "key", null)).isEqualTo("two ü");
        set(alice, "nothing", null, "");
        assertThat(get(alice, "nothing", null)).isEmpty();
        assertThat(get(alice, "absent", null)).isNull();
        JsonFields listed = WireClient.parse(
                alice.requestJson("secrets.list_secrets").array("secrets").get(0));
        assertThat(listed.names()).containsExactly("id", "type", "name", "delegated_to");
        assertThat(listed.raw("delegated_to")).isEqualTo(RawJson.NULL);
        for (RawJson one : alice.requestJson("secrets.list_secrets").array("secrets")) {
            assertThat(alice.request(
                                    "secrets.delete_secret",
                                    "id",
                                    WireClient.parse(one).string("id"),
                                    "delegated_to",
                                    null)
                            .json()
                            .string("type"))
                    .isEqualTo("empty");
        }
        assertThat(names(alice)).isEmpty();
        assertThat(get(alice, "key", null)).isNull();
    }

    @Test
    @DisplayName("By id and by type; the type that is a media type comes back as one")
    void byIdAndType() {
        WireClient alice = join("alice");
        JsonFields json =
                WireClient.fields("secret_id", "my-id", "type", "text/plain", "name", null, "delegated_to", null);
        alice.answer(alice.send("secrets.set_secret", json, "v".getBytes(StandardCharsets.UTF_8)));
        Body byId = alice.request("secrets.get_secret", "secret_id", "my-id");
        assertThat(value(byId)).isEqualTo("v");
        assertThat(byId.json().string("mime_type")).isEqualTo("text/plain");
        assertThat(byId.json().string("name")).isNotNull();
        assertThat(value(alice.request("secrets.get_secret", "type", "text/plain")))
                .isEqualTo("v");
        assertThat(alice.requestError("secrets.get_secret")).contains("which secret");
        WireClient bob = join("bob");
        bob.answer(bob.send("secrets.set_secret", json, "bob's".getBytes(StandardCharsets.UTF_8)));
        assertThat(value(alice.request("secrets.get_secret", "secret_id", "my-id")))
                .as("ids are each owner's own")
                .isEqualTo("v");
    }

    @Test
    @DisplayName("A secret is its owner's, and of whom it was delegated to by name, and of nobody else")
    void delegation() {
        WireClient alice = join("alice");
        WireClient bot = join("bot");
        WireClient mallory = join("mallory");
        set(alice, "own", null, "mine");
        set(alice, "lent", "bot", "for the bot");
        assertThat(get(bot, "lent", "bot")).isEqualTo("for the bot");
        assertThat(get(bot, "own", null)).isNull();
        assertThat(get(bot, "own", "bot")).isNull();
        assertThat(get(bot, "lent", null)).as("not its own").isNull();
        assertThat(get(mallory, "lent", "bot")).isNull();
        assertThat(get(mallory, "lent", "mallory")).isNull();
        assertThat(get(mallory, "own", null)).isNull();
        assertThat(names(alice)).containsExactly("lent", "own");
        assertThat(names(bot)).containsExactly("lent");
        assertThat(names(mallory)).isEmpty();
        String id = WireClient.parse(
                        bot.requestJson("secrets.list_secrets").array("secrets").get(0))
                .string("id");
        mallory.request("secrets.delete_secret", "id", id, "delegated_to", null);
        assertThat(get(alice, "lent", "bot")).isEqualTo("for the bot");
        bot.request("secrets.delete_secret", "id", id, "delegated_to", "bot");
        assertThat(get(alice, "lent", "bot")).isNull();
    }

    @Test
    @DisplayName("Of two who delegated the same, the asker says whose: by name, or by participant")
    void whose() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        WireClient bot = join("bot");
        set(alice, "key", "bot", "alice's");
        set(bob, "key", "bot", "bob's");
        assertThat(bot.requestError("secrets.get_secret", "name", "key", "delegated_to", "bot"))
                .contains("delegated_by");
        assertThat(value(
                        bot.request("secrets.get_secret", "name", "key", "delegated_to", "bot", "delegated_by", "bob")))
                .isEqualTo("bob's");
        assertThat(value(bot.request(
                        "secrets.get_secret", "name", "key", "delegated_to", "bot", "delegated_by_id", alice.id())))
                .isEqualTo("alice's");
        assertThat(value(bot.request(
                        "secrets.get_secret", "name", "key", "delegated_to", "bot", "delegated_by_id", "x")))
                .isNull();
    }

    @Test
    @DisplayName("A name that was chosen freely owns nothing; a further connection has its host's secrets")
    void identities() {
        WireClient host = join("host");
        set(host, "key", null, "the host's");
        String token = host.requestJson("agent.token", "name", "alice").string("token");
        WireClient alice = join("real alice");
        WireClient runner = via.join(server, ROOM, "alice", token);
        assertThat(get(runner, "key", null)).isEqualTo("the host's");
        set(alice, "lent", "alice", "for the name");
        assertThat(get(runner, "lent", "alice")).isEqualTo("for the name");
        runner.close();
        WireClient genuine = join("alice");
        assertThat(get(genuine, "key", null)).isNull();
        set(genuine, "private", null, "alice's own");
        genuine.close();
        eventually(() -> !host.request("agent.token", "name", "alice")
                .json()
                .string("type")
                .equals("error"));
        WireClient again = via.join(
                server,
                ROOM,
                "alice",
                host.requestJson("agent.token", "name", "alice").string("token"));
        assertThat(get(again, "private", null)).isNull();
    }

    @Test
    @DisplayName("Secrets are each room's own, and outlive who set them")
    void rooms() {
        WireClient alice = join("alice");
        set(alice, "key", null, "in demo");
        WireClient elsewhere = via.join(server, "other", "alice");
        assertThat(get(elsewhere, "key", null)).isNull();
        alice.close();
        assertThat(get(join("alice"), "key", null)).isEqualTo("in demo");
    }

    @Test
    @DisplayName("A value that is too long is refused, and one name too long")
    void limits() {
        WireClient alice = join("alice");
        assertThat(WireClient.code(set(alice, "key", null, "x".repeat(SecretBook.MAX_VALUE_BYTES + 1))))
                .isEqualTo("too_large");
        assertThat(WireClient.code(set(alice, "n".repeat(3_000), null, "x"))).isEqualTo("invalid_request");
        assertThat(names(alice)).isEmpty();
    }

    private static long ask(WireClient bot, WireClient alice, String delegateTo) {
        return bot.send(
                "secrets.request_secret",
                "url",
                "https://api.example",
                "type",
                "api-key",
                "participant_id",
                alice.id(),
                "timeout",
                300,
                "delegate_to",
                delegateTo);
    }

    private static Body provide(WireClient client, String id, String value) {
        return client.answer(client.send(
                "secrets.provide_secret", WireClient.fields("request_id", id), value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @DisplayName(
            "A prompt reaches the participant with its request, and its answer the asker; nothing is kept without delegation")
    void prompt() {
        WireClient alice = join("alice");
        WireClient bot = join("bot");
        long request = ask(bot, alice, null);
        JsonFields push = alice.awaitJson("secrets.request_secret");
        assertThat(push.names()).contains("request_id", "request");
        assertThat(push.object("request").string("url")).isEqualTo("https://api.example");
        assertThat(provide(alice, push.string("request_id"), "s3").json().string("type"))
                .isEqualTo("empty");
        Body answer = bot.answer(request);
        assertThat(value(answer)).isEqualTo("s3");
        assertThat(answer.json().string("name")).isEqualTo("https://api.example");
        assertThat(names(bot)).isEmpty();
        assertThat(WireClient.error(provide(alice, push.string("request_id"), "again")))
                .contains("not any more");
    }

    @Test
    @DisplayName("What was delegated comes again without a prompt, until it is deleted")
    void kept() {
        WireClient alice = join("alice");
        WireClient bot = join("bot");
        long first = ask(bot, alice, "bot");
        provide(alice, alice.awaitJson("secrets.request_secret").string("request_id"), "s3");
        assertThat(value(bot.answer(first))).isEqualTo("s3");
        assertThat(value(bot.answer(ask(bot, alice, "bot")))).isEqualTo("s3");
        assertThat(alice.settle()).as("no second prompt").isEmpty();
        WireClient mallory = join("mallory");
        long stolen = ask(mallory, alice, "bot");
        String prompted = alice.awaitJson("secrets.request_secret").string("request_id");
        alice.request("secrets.provide_secret", "request_id", prompted, "error", "no");
        assertThat(WireClient.code(mallory.answer(stolen))).isEqualTo("denied");
        bot.request(
                "secrets.delete_requested_secret",
                "url",
                "https://api.example",
                "type",
                "api-key",
                "delegated_to",
                "bot");
        ask(bot, alice, "bot");
        alice.await("secrets.request_secret");
    }

    @Test
    @DisplayName("A refusal reaches the asker; only the one that was asked can answer")
    void refusal() {
        WireClient alice = join("alice");
        WireClient bot = join("bot");
        WireClient mallory = join("mallory");
        long request = ask(bot, alice, null);
        String id = alice.awaitJson("secrets.request_secret").string("request_id");
        assertThat(WireClient.error(provide(mallory, id, "forged"))).contains("nobody asked this participant");
        alice.request("secrets.provide_secret", "request_id", id, "error", "not today");
        Body answer = bot.answer(request);
        assertThat(WireClient.code(answer)).isEqualTo("denied");
        assertThat(WireClient.error(answer)).contains("'alice' refused: not today");
    }

    @Test
    @DisplayName("A prompt ends when its time is over or the asked one leaves; it is not made to who is not there")
    void endings() {
        WireClient alice = join("alice");
        WireClient bot = join("bot");
        long late = ask(bot, alice, null);
        String id = alice.awaitJson("secrets.request_secret").string("request_id");
        timer.advance(Duration.ofSeconds(301));
        assertThat(WireClient.code(bot.answer(late))).isEqualTo("timed_out");
        assertThat(WireClient.error(provide(alice, id, "late"))).contains("not any more");
        long left = ask(bot, alice, null);
        alice.await("secrets.request_secret");
        alice.cut();
        assertThat(WireClient.error(bot.answer(left))).contains("'alice' has left");
        assertThat(bot.requestError("secrets.request_secret", "url", "u", "type", "t", "participant_id", "x"))
                .contains("'x' is not in the room");
        assertThat(bot.requestError(
                        "secrets.request_secret", "url", "u", "type", "t", "participant_id", bot.id(), "timeout", -1))
                .contains("timeout");
    }

    @Test
    @DisplayName("One asker has a bounded number of prompts open")
    void boundedPrompts() {
        WireClient alice = join("alice");
        WireClient bot = join("bot");
        long last = 0;
        for (int i = 0; i <= 64; i++) {
            last = ask(bot, alice, null);
        }
        assertThat(WireClient.code(bot.answer(last))).isEqualTo("agent_busy");
    }

    @Test
    @DisplayName("Who was asked may answer without any grant, and no more than that")
    void withoutGrant() {
        ParticipantToken token = ParticipantToken.builder("alice")
                .room(ROOM)
                .api(ApiScope.none())
                .build();
        WireClient alice = via.join(server, ROOM, "alice", server.token(token));
        WireClient bot = join("bot");
        long request = ask(bot, alice, null);
        provide(alice, alice.awaitJson("secrets.request_secret").string("request_id"), "mine");
        assertThat(value(bot.answer(request))).isEqualTo("mine");
        assertThat(WireClient.code(alice.request("secrets.list_secrets"))).isEqualTo("denied");
    }
}
