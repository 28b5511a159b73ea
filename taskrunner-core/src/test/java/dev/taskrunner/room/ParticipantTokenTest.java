package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParticipantTokenTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    /** A.6, minted by the reference. */
    private static final String VECTOR = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
            + ".eyJuYW1lIjoiYWxpY2UiLCJncmFudHMiOlt7Im5hbWUiOiJyb2xlIiwic2NvcGUiOiJhZ2VudCJ9LHsibmFtZSI6InJvb20iLCJzY29wZSI6"
            + "InJvb20xIn0seyJuYW1lIjoiYXBpIiwic2NvcGUiOnsibWVzc2FnaW5nIjp7fSwiYWdlbnRzIjp7fX19XSwidmVyc2lvbiI6IjAuMjMuMCJ9"
            + ".8M08c2rs3ykyjgNCVdcObd3GpjYq-mcHnVfXktIyN7c";

    private static final Instant NOW = Instant.parse("2026-01-21T10:00:00Z");

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    @Test
    @DisplayName("§13-56, current 58: the reference's token verifies")
    void readsTheVector() {
        ParticipantToken token = ParticipantToken.fromJwt(VECTOR, SECRET);
        assertThat(token.name()).isEqualTo("alice");
        assertThat(token.room()).contains("room1");
        assertThat(token.role()).isEqualTo("agent");
        assertThat(token.version()).isEqualTo("0.23.0");
        assertThat(token.api()).contains(ApiScope.parse(Map.of("messaging", Map.of(), "agents", Map.of())));
        assertThat(token.expiresAt()).isEmpty();
        assertThat(token.keyId()).isEmpty();
        assertThat(token.projectId()).isEmpty();
        assertThat(token.extraClaims()).isEmpty();
        assertThat(ParticipantToken.decode(VECTOR)).isEqualTo(token).hasSameHashCodeAs(token);
    }

    @Test
    @DisplayName("§13-56, current 58: our token is the reference's, byte for byte")
    void reproducesTheVector() {
        String jwt = ParticipantToken.builder("alice")
                .role("agent")
                .room("room1")
                .api(ApiScope.builder().allow("messaging").allow("agents").build())
                .build()
                .toJwt(SECRET);
        assertThat(jwt).isEqualTo(VECTOR);
        assertThat(ParticipantToken.fromJwt(VECTOR, SECRET).toJwt(SECRET)).isEqualTo(VECTOR);
    }

    @Test
    @DisplayName("§13-56 an API key sets kid and sub and signs")
    void signsWithAnApiKey() {
        ApiKey key = new ApiKey(new UUID(1, 2), new UUID(3, 4), SECRET);
        ParticipantToken token = ParticipantToken.builder("bob").keyId("old").build();
        ParticipantToken read = ParticipantToken.fromJwt(token.toJwt(key), SECRET);
        assertThat(read.keyId()).contains(key.id().toString());
        assertThat(read.projectId()).contains(key.projectId().toString());
        assertThat(ParticipantToken.fromJwt(token.toJwt(SECRET), SECRET).keyId())
                .contains("old");
    }

    @Test
    void everythingSurvivesARoundTrip() {
        ParticipantToken token = ParticipantToken.builder("zoë")
                .room("r")
                .role("tool")
                .api(ApiScope.full())
                .grant("tunnel_ports", "80,443")
                .grant("future", null)
                .expiresAt(NOW.plusMillis(999))
                .projectId("p")
                .keyId("k")
                .version("0.50.1")
                .claim("x", Map.of("y", List.of(1, 2.5, true, Map.of())))
                .build();
        ParticipantToken read = ParticipantToken.fromJwt(token.toJwt(SECRET), SECRET, at(NOW.minusSeconds(1)));
        assertThat(read).isEqualTo(token);
        assertThat(read.expiresAt()).contains(NOW);
        assertThat(read.extraClaims()).isEqualTo(Map.of("x", Map.of("y", List.of(1, 2.5, true, Map.of()))));
        assertThat(read.grants())
                .extracting(ParticipantToken.Grant::name)
                .containsExactly("room", "role", "api", "tunnel_ports", "future");
        assertThat(read.toBuilder().build()).isEqualTo(read);
    }

    @Test
    @DisplayName("§13-58 restrictions of TypeScript tokens hold")
    void camelCaseScope() {
        ParticipantToken token = ParticipantToken.builder("ts")
                .grant("api", Map.of("agents", Map.of("useAgents", false, "registerAgent", false)))
                .build();
        ApiScope scope =
                ParticipantToken.fromJwt(token.toJwt(SECRET), SECRET).api().orElseThrow();
        assertThat(scope.mayUseAgents()).isFalse();
        assertThat(scope.mayRegisterAgent()).isFalse();
        assertThat(scope.mayUseTools()).isTrue();
    }

    @Test
    void aBrokenApiGrantAllowsNothingAnAbsentOneIsEmpty() {
        assertThat(ParticipantToken.builder("a").grant("api", "all").build().api())
                .contains(ApiScope.none());
        assertThat(ParticipantToken.builder("a").grant("api", null).build().api())
                .contains(ApiScope.none());
        assertThat(ParticipantToken.builder("a").build().api()).isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"'', user", "user, user", "agent, agent", "user+tool, tool", "tool+agent, tool", "agent+user, agent"})
    void theRoleIsTheFirstThatIsNotUser(String roles, String expected) {
        ParticipantToken.Builder builder = ParticipantToken.builder("a").grant("role", 5);
        for (String role : roles.split("\\+")) {
            if (!role.isEmpty()) {
                builder.grant("role", role);
            }
        }
        assertThat(builder.build().role()).isEqualTo(expected);
    }

    @Test
    void settersReplaceEarlierGrants() {
        ParticipantToken token = ParticipantToken.builder("a")
                .room("x")
                .role("tool")
                .room("y")
                .role("agent")
                .build();
        assertThat(token.grants())
                .containsExactly(new ParticipantToken.Grant("room", "y"), new ParticipantToken.Grant("role", "agent"));
    }

    private static ParticipantToken goodForAMinute() {
        return ParticipantToken.builder("a")
                .expiresIn(Duration.ofMinutes(1), at(NOW))
                .build();
    }

    @Test
    void expiryIsExactAndFollowsTheClock() {
        String jwt = goodForAMinute().toJwt(SECRET);
        Instant end = NOW.plusSeconds(60);
        assertThat(ParticipantToken.fromJwt(jwt, SECRET, at(end.minusMillis(1))).expiresAt())
                .contains(end);
        assertThatExceptionOfType(TokenException.class)
                .isThrownBy(() -> ParticipantToken.fromJwt(jwt, SECRET, at(end)))
                .returns(TokenException.Reason.EXPIRED, TokenException::reason);
        assertThat(ParticipantToken.decode(jwt).isExpired(at(end))).isTrue();
        assertThat(ParticipantToken.builder("a")
                        .expiresIn(Duration.ofHours(1))
                        .build()
                        .isExpired(Clock.systemUTC()))
                .isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParticipantToken.builder("a").expiresIn(Duration.ZERO));
    }

    @ParameterizedTest(name = "{0} older than {1}: {2}")
    @CsvSource({
        "0.6.0, 0.23.0, true",
        "0.23.0, 0.6.0, false",
        "0.5.3, 0.5.3, false",
        "0.5, 0.5.0, false",
        "0.5, 0.5.1, true",
        "1, 0.99.99, false",
        "0.23.0rc1, 0.23.1, true",
        "nonsense, 0.0.1, true",
        "99999999999999.1, 1, false",
    })
    void versionsCompareByNumber(String version, String other, boolean older) {
        assertThat(ParticipantToken.builder("a").version(version).build().isOlderThan(other))
                .isEqualTo(older);
    }

    @Test
    void anAbsentVersionIsOldAndStaysAbsent() {
        ParticipantToken token = ParticipantToken.builder("a").version(null).build();
        assertThat(token.version()).isEqualTo("0.5.3");
        assertThat(token.isOlderThan("0.6.0")).isTrue();
        assertThat(JwtClaims.write(token)).doesNotContainKey("version");
    }

    @Test
    void aShortSecretWorks() {
        assertThat(JwtCodec.isShort("short")).isTrue();
        assertThat(JwtCodec.isShort(SECRET)).isFalse();
        String jwt = ParticipantToken.builder("a").build().toJwt("short");
        assertThat(ParticipantToken.fromJwt(jwt, "short").name()).isEqualTo("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParticipantToken.builder("a").build().toJwt(""));
        assertThatIllegalArgumentException().isThrownBy(() -> ParticipantToken.fromJwt(jwt, ""));
    }

    @Test
    void toStringShowsNoClaimsThatMayBeSecret() {
        ParticipantToken token = ParticipantToken.builder("a")
                .room("r")
                .claim("password", "TOPSECRET")
                .grant("other", "TOPSECRET")
                .build();
        assertThat(token).hasToString("ParticipantToken[name=a, room=r, role=user, expires=never]");
    }

    @Test
    void isImmutable() {
        List<Object> list = new ArrayList<>(List.of("x"));
        ParticipantToken token =
                ParticipantToken.builder("a").grant("g", list).claim("c", list).build();
        list.clear();
        assertThat(token.grants().get(0).scope()).isEqualTo(List.of("x"));
        assertThat(token.extraClaims()).isEqualTo(Map.of("c", List.of("x")));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> token.grants().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> token.extraClaims().clear());
        token.toBuilder().room("elsewhere").claim("d", 1).build();
        assertThat(token.room()).isEmpty();
    }

    @Test
    void requiredThingsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> ParticipantToken.builder(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParticipantToken.builder("a").claim("exp", 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParticipantToken.builder("a")
                        .claim("x", new Object())
                        .build()
                        .toJwt(SECRET));
    }
}
