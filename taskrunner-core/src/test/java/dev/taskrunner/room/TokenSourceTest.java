package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TokenSourceTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @Test
    void aFixedTokenServesItsOwnParticipantOnly() {
        String jwt = ParticipantToken.builder("alice").room("r").build().toJwt(SECRET);
        TokenSource source = TokenSource.fixed(jwt);
        assertThat(source.defaultName()).contains("alice");
        assertThat(source.token("alice")).isEqualTo(jwt);
        assertThatExceptionOfType(TokenException.class)
                .isThrownBy(() -> source.token("bob"))
                .returns(TokenException.Reason.OTHER_PARTICIPANT, TokenException::reason)
                .withMessageContainingAll("alice", "bob")
                .withMessageNotContaining("eyJ");
    }

    @Test
    void garbageIsNoFixedToken() {
        assertThatExceptionOfType(TokenException.class).isThrownBy(() -> TokenSource.fixed("garbage"));
    }

    @Test
    void aSecretMintsForEverybody() {
        TokenSource source = TokenSource.secret(SECRET, "r");
        assertThat(source.defaultName()).isEmpty();
        ParticipantToken token = ParticipantToken.fromJwt(source.token("bob"), SECRET);
        assertThat(token.name()).isEqualTo("bob");
        assertThat(token.room()).contains("r");
        assertThat(token.role()).isEqualTo("agent");
        assertThat(token.api()).contains(ApiScope.agentDefault());
        assertThat(token.keyId()).isEmpty();
        assertThat(token.expiresAt().orElseThrow())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(55)),
                        Instant.now().plus(Duration.ofMinutes(65)));
    }

    @Test
    void anApiKeyMintsWithItsIds() {
        ApiKey key = new ApiKey(new UUID(1, 2), new UUID(3, 4), SECRET);
        ParticipantToken token =
                ParticipantToken.fromJwt(TokenSource.apiKey(key, "r").token("bob"), SECRET);
        assertThat(token.room()).contains("r");
        assertThat(token.keyId()).contains(key.id().toString());
        assertThat(token.projectId()).contains(key.projectId().toString());
    }

    @Test
    void aNameCanBeGiven() {
        TokenSource source = TokenSource.secret(SECRET, "r").named("carol");
        assertThat(source.defaultName()).contains("carol");
        assertThat(ParticipantToken.decode(source.token("dave")).name()).isEqualTo("dave");
    }

    @Test
    void aLambdaIsASource() {
        TokenSource source = name -> "token of " + name;
        assertThat(source.token("x")).isEqualTo("token of x");
        assertThat(source.defaultName()).isEmpty();
    }
}
