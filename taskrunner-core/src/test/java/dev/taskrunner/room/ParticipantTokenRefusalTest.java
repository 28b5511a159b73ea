package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.auth0.jwt.algorithms.Algorithm;
import dev.taskrunner.room.TokenException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§13-56 Tokens that must not be accepted")
class ParticipantTokenRefusalTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String PAYLOAD = "{\"name\":\"mallory\",\"grants\":[]}";
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String jwt(String algorithmName, String payload, Algorithm algorithm) {
        String header = base64("{\"alg\":\"" + algorithmName + "\",\"typ\":\"JWT\"}");
        String body = base64(payload);
        byte[] signature =
                algorithm.sign(header.getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8));
        return header + "." + body + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String signed(String payload) {
        return jwt("HS256", payload, Algorithm.HMAC256(SECRET));
    }

    private static void assertRefused(String jwt, Reason reason) {
        assertThatExceptionOfType(TokenException.class)
                .isThrownBy(() -> ParticipantToken.fromJwt(jwt, SECRET, CLOCK))
                .returns(reason, TokenException::reason)
                .withMessageNotContainingAny(SECRET, "eyJ")
                .withNoCause();
    }

    @Test
    void theHelperMakesGoodTokens() {
        assertThat(ParticipantToken.fromJwt(signed(PAYLOAD), SECRET, CLOCK).name())
                .isEqualTo("mallory");
    }

    @Test
    void otherAlgorithms() throws Exception {
        assertRefused(base64("{\"alg\":\"none\"}") + "." + base64(PAYLOAD) + ".", Reason.UNSUPPORTED_ALGORITHM);
        assertRefused(jwt("none", PAYLOAD, Algorithm.HMAC256(SECRET)), Reason.UNSUPPORTED_ALGORITHM);
        assertRefused(jwt("None", PAYLOAD, Algorithm.none()), Reason.UNSUPPORTED_ALGORITHM);
        assertRefused(jwt("HS512", PAYLOAD, Algorithm.HMAC512(SECRET)), Reason.UNSUPPORTED_ALGORITHM);
        assertRefused(jwt("hs256", PAYLOAD, Algorithm.HMAC256(SECRET)), Reason.UNSUPPORTED_ALGORITHM);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Algorithm rsa = Algorithm.RSA256(null, (RSAPrivateKey) pair.getPrivate());
        assertRefused(jwt("RS256", PAYLOAD, rsa), Reason.UNSUPPORTED_ALGORITHM);
        assertRefused(jwt("HS256", PAYLOAD, rsa), Reason.BAD_SIGNATURE);
    }

    @Test
    void wrongKeyOrChangedContent() {
        String good = signed(PAYLOAD);
        String[] parts = good.split("\\.");
        String other = base64(PAYLOAD.replace("mallory", "root"));
        assertRefused(jwt("HS256", PAYLOAD, Algorithm.HMAC256(SECRET + "x")), Reason.BAD_SIGNATURE);
        assertRefused(parts[0] + "." + other + "." + parts[2], Reason.BAD_SIGNATURE);
        assertRefused(good.substring(0, good.length() - 4), Reason.BAD_SIGNATURE);
        assertRefused(parts[0] + "." + parts[1] + ".", Reason.BAD_SIGNATURE);
        assertRefused(parts[0] + "." + parts[1] + ".!!", Reason.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "garbage",
                "a.b.c",
                "eyJhbGciOiJIUzI1NiJ9",
                "é.é.é",
                "e30.e30",
                "e30.bnVsbA.x"
            })
    void garbage(String text) {
        assertThatExceptionOfType(TokenException.class).isThrownBy(() -> ParticipantToken.fromJwt(text, SECRET, CLOCK));
        assertThatExceptionOfType(TokenException.class).isThrownBy(() -> ParticipantToken.decode(text));
    }

    @Test
    void truncatedAnywhere() {
        String good = signed(PAYLOAD);
        for (int length = 0; length < good.length(); length++) {
            String cut = good.substring(0, length);
            assertThatExceptionOfType(TokenException.class)
                    .isThrownBy(() -> ParticipantToken.fromJwt(cut, SECRET, CLOCK));
        }
    }

    @Test
    void tooLong() {
        assertRefused("a".repeat(70_000), Reason.MALFORMED);
    }

    static Stream<Arguments> payloads() {
        return Stream.of(
                Arguments.of("{}", Reason.MISSING_CLAIM),
                Arguments.of("{\"grants\":[]}", Reason.MISSING_CLAIM),
                Arguments.of("{\"name\":\"\",\"grants\":[]}", Reason.MISSING_CLAIM),
                Arguments.of("{\"name\":null,\"grants\":[]}", Reason.MISSING_CLAIM),
                Arguments.of("{\"name\":\"a\"}", Reason.MISSING_CLAIM),
                Arguments.of("{\"name\":5,\"grants\":[]}", Reason.MALFORMED),
                Arguments.of("{\"name\":\"a\",\"grants\":{}}", Reason.MALFORMED),
                Arguments.of("{\"name\":\"a\",\"grants\":[5]}", Reason.MALFORMED),
                Arguments.of("{\"name\":\"a\",\"grants\":[{\"scope\":1}]}", Reason.MALFORMED),
                Arguments.of("{\"name\":\"a\",\"grants\":[],\"kid\":5}", Reason.MALFORMED),
                Arguments.of("{\"name\":\"a\",\"grants\":[],\"exp\":\"soon\"}", Reason.MALFORMED),
                Arguments.of("{\"name\":\"a\",\"grants\":[],\"exp\":1e300}", Reason.MALFORMED),
                Arguments.of("{\"name\":\"a\",\"grants\":[],\"exp\":999999}", Reason.EXPIRED),
                Arguments.of("{\"name\":\"a\",\"grants\":[],\"exp\":1000000}", Reason.EXPIRED),
                Arguments.of("{\"name\":\"a\",\"grants\":[],\"exp\":-5}", Reason.EXPIRED),
                Arguments.of("{\"name\":\"a\",\"grants\":[],\"nbf\":1000001}", Reason.NOT_YET_VALID),
                Arguments.of("[]", Reason.MALFORMED),
                Arguments.of("null", Reason.MALFORMED),
                Arguments.of("5", Reason.MALFORMED),
                Arguments.of("{\"name\":", Reason.MALFORMED));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("payloads")
    void payloadsOfTheWrongForm(String payload, Reason reason) {
        assertRefused(signed(payload), reason);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"name\":\"a\",\"grants\":[],\"exp\":1000001}",
                "{\"name\":\"a\",\"grants\":[],\"exp\":1000001.5}",
                "{\"name\":\"a\",\"grants\":[],\"exp\":null}",
                "{\"name\":\"a\",\"grants\":[],\"nbf\":1000000}",
                "{\"name\":\"a\",\"grants\":[{\"name\":\"room\"},{\"name\":\"future\",\"scope\":null,\"more\":1}],\"future\":null}",
            })
    void unusualButGood(String payload) {
        assertThat(ParticipantToken.fromJwt(signed(payload), SECRET, CLOCK).room())
                .isEmpty();
    }

    @Test
    void decodingVerifiesNothing() {
        String unsigned = base64("{\"alg\":\"none\"}") + "." + base64(PAYLOAD) + ".";
        assertThat(ParticipantToken.decode(unsigned).name()).isEqualTo("mallory");
    }
}
