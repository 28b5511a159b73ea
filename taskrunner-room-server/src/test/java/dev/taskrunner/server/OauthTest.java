package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class OauthTest extends RoomCase {
    private HttpReceiver tokens;

    @BeforeEach
    void startTokens() throws Exception {
        tokens = new HttpReceiver()
                .answering(200, "{\"access_token\":\"at-1\",\"refresh_token\":\"rt-1\",\"expires_in\":3600}");
    }

    @AfterEach
    void stopTokens() {
        tokens.close();
    }

    private Map<String, Object> oauth() {
        Map<String, Object> oauth = new LinkedHashMap<>();
        oauth.put("client_id", "client");
        oauth.put("client_secret", "hush");
        oauth.put("authorization_endpoint", "https://login.example/authorize");
        oauth.put("token_endpoint", tokens.uri("/token").toString());
        return oauth;
    }

    private long ask(WireClient bot, WireClient alice, Map<String, Object> oauth, String delegateTo) {
        return bot.send(
                "secrets.request_oauth_token",
                "oauth",
                oauth,
                "redirect_uri",
                "https://app.example/back?x=1",
                "participant_id",
                alice.id(),
                "timeout",
                300,
                "delegate_to",
                delegateTo);
    }

    private static Map<String, String> form(HttpReceiver.Received received) {
        Map<String, String> form = new HashMap<>();
        for (String pair : received.body().split("&")) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private String offline(WireClient bot, String delegatedTo) {
        return bot.requestJson("secrets.get_offline_oauth_token", "oauth", oauth(), "delegated_to", delegatedTo)
                .string("access_token");
    }

    @Test
    @DisplayName(
            "The participant is asked with a challenge and without the client's secret; its code is exchanged with the verifier")
    void exchange() throws Exception {
        WireClient alice = join("alice");
        WireClient bot = join("bot");
        long request = ask(bot, alice, oauth(), null);
        JsonFields push = alice.awaitJson("secrets.request_oauth_token");
        assertThat(push.toString()).doesNotContain("hush");
        assertThat(push.object("request").object("oauth").string("client_id")).isEqualTo("client");
        String challenge = push.string("challenge");
        alice.request(
                "secrets.provide_oauth_authorization", "request_id", push.string("request_id"), "code", "the code");
        assertThat(bot.answer(request).json().object("json").string("access_token"))
                .isEqualTo("at-1");
        HttpReceiver.Received received = tokens.next();
        assertThat(received.headers()).containsEntry("Content-Type", "application/x-www-form-urlencoded");
        Map<String, String> form = form(received);
        assertThat(form)
                .containsEntry("grant_type", "authorization_code")
                .containsEntry("code", "the code")
                .containsEntry("redirect_uri", "https://app.example/back?x=1")
                .containsEntry("client_id", "client")
                .containsEntry("client_secret", "hush");
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(form.get("code_verifier").getBytes(StandardCharsets.US_ASCII));
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(hash)).isEqualTo(challenge);
        assertThat(offline(bot, null))
                .as("nothing was delegated, nothing is kept")
                .isNull();
    }

    @Test
    @DisplayName("A delegated token is there offline, for whom it was delegated to, and refreshed when it has expired")
    void offlineToken() {
        WireClient alice = join("alice");
        WireClient bot = join("bot");
        tokens.answering(200, "{\"access_token\":\"at-1\",\"refresh_token\":\"rt-1\",\"expires_in\":1}");
        long request = ask(bot, alice, oauth(), "bot");
        String id = alice.awaitJson("secrets.request_oauth_token").string("request_id");
        alice.request("secrets.provide_oauth_authorization", "request_id", id, "code", "c");
        bot.answer(request);
        tokens.next();
        tokens.answering(200, "{\"access_token\":\"at-2\",\"expires_in\":3600}");
        assertThat(offline(bot, "bot")).isEqualTo("at-2");
        assertThat(form(tokens.next()))
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("refresh_token", "rt-1");
        assertThat(offline(bot, "bot")).isEqualTo("at-2");
        assertThat(tokens.requests).isEmpty();
        assertThat(offline(join("mallory"), "bot")).isNull();
    }

    @Test
    @DisplayName("No challenge where the client wants none; a refusal, a refused code and a missing code are errors")
    void failures() {
        WireClient alice = join("alice");
        WireClient bot = join("bot");
        Map<String, Object> plain = oauth();
        plain.put("no_pkce", true);
        long request = ask(bot, alice, plain, null);
        JsonFields push = alice.awaitJson("secrets.request_oauth_token");
        assertThat(push.raw("challenge")).isEqualTo(RawJson.NULL);
        alice.request(
                "secrets.provide_oauth_authorization", "request_id", push.string("request_id"), "error", "closed");
        assertThat(WireClient.error(bot.answer(request))).contains("closed");

        request = ask(bot, alice, oauth(), null);
        String id = alice.awaitJson("secrets.request_oauth_token").string("request_id");
        tokens.answering(400, "{\"error\":\"invalid_grant internal\"}");
        alice.request("secrets.provide_oauth_authorization", "request_id", id, "code", "wrong");
        assertThat(WireClient.error(bot.answer(request))).contains("400").doesNotContain("internal");

        request = ask(bot, alice, oauth(), null);
        id = alice.awaitJson("secrets.request_oauth_token").string("request_id");
        assertThat(alice.requestError("secrets.provide_oauth_authorization", "request_id", id))
                .contains("code");
        assertThat(WireClient.error(bot.answer(request))).contains("no proper answer");

        request = ask(bot, alice, oauth(), null);
        id = alice.awaitJson("secrets.request_oauth_token").string("request_id");
        tokens.answering(200, "{\"token\":1}");
        alice.request("secrets.provide_oauth_authorization", "request_id", id, "code", "c");
        assertThat(WireClient.error(bot.answer(request))).contains("no access token");
    }

    @Test
    @DisplayName("Connectors of a service provider are not ours; bad endpoints are refused")
    void unsupported() {
        WireClient bot = join("bot");
        Body answer = bot.request(
                "secrets.request_oauth_token",
                "connector",
                Map.of("openai_connector_id", "x"),
                "redirect_uri",
                "r",
                "participant_id",
                bot.id());
        assertThat(WireClient.code(answer)).isEqualTo("unsupported");
        Map<String, Object> bad = oauth();
        bad.put("token_endpoint", "file:///etc/passwd");
        assertThat(WireClient.code(bot.answer(ask(bot, bot, bad, null)))).isEqualTo("invalid_request");
        bad.remove("client_id");
        assertThat(WireClient.error(bot.answer(ask(bot, bot, bad, null)))).contains("client_id");
    }

    @Test
    @DisplayName("§13-58 secrets.request_oauth_token names the endpoints and clients that may be asked for")
    void grants() {
        ParticipantToken token = ParticipantToken.builder("bot")
                .room(ROOM)
                .grant(
                        "api",
                        Map.of(
                                "secrets",
                                Map.of(
                                        "requestOauthToken",
                                        List.of(Map.of(
                                                "endpoint", "https://login.example/authorize", "clientId", "other")))))
                .build();
        WireClient bot = via.join(server, ROOM, "bot", server.token(token));
        Body answer = bot.answer(ask(bot, join("alice"), oauth(), null));
        assertThat(WireClient.error(answer))
                .contains("secrets.request_oauth_token")
                .contains("login.example");
        Map<String, Object> other = oauth();
        other.put("client_id", "other");
        WireClient alice = join("alice2");
        ask(bot, alice, other, null);
        assertThat(alice.awaitJson("secrets.request_oauth_token").string("request_id"))
                .isNotNull();
    }

    @Test
    @DisplayName("A prompt for a token ends in time")
    void time() {
        server.close();
        ManualTimer timer = new ManualTimer();
        server = via.start(RoomServerOptions.builder().timer(timer).build());
        WireClient alice = join("alice");
        WireClient bot = join("bot");
        long request = ask(bot, alice, oauth(), null);
        alice.await("secrets.request_oauth_token");
        timer.advance(Duration.ofSeconds(300));
        assertThat(WireClient.code(bot.answer(request))).isEqualTo("timed_out");
    }
}
