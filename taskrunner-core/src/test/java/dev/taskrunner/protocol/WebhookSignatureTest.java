package dev.taskrunner.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final WebhookSignature NOTHING = new WebhookSignature(null, null);
    private static final String VECTOR = "{\"event\": \"room.call\", \"data\": {\"room_name\": \"r\\u00e9\","
            + " \"room_url\": \"ws://h/rooms/r\", \"token\": \"t\", \"arguments\": {}}}";
    private static final String SIGNED = "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
            + "eyJzaGEyNTYiOiI3MGI0ZjE1M2MxN2ZiYmI2OGUxOGFhNzBiYmRlNzgxYjBjMTJhOWZlZjc5ZmFhMWY5YmE3MGMyMDc1Y2VkZjc5In0."
            + "4eJocPdbMnTMdsl1ztBdH7wySAHb9Ryt97DAMosTUpM";

    private static RawJson json(String text) {
        try {
            return RawJson.parse(text);
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(String header, RawJson event, String secret, String why) {
        assertThatThrownBy(() -> WebhookSignature.verify(header, event, secret))
                .isInstanceOf(WebhookSignature.InvalidException.class)
                .hasMessageContaining(why);
    }

    @Test
    @DisplayName("§13-59 the vector of §A.6, made and verified")
    void vector() throws Exception {
        assertThat(WebhookSignature.sign(json(VECTOR), SECRET, NOTHING)).isEqualTo(SIGNED);
        assertThat(WebhookSignature.verify(SIGNED, json(VECTOR), SECRET)).isEqualTo(NOTHING);
        assertThat(new RoomCall("ré", "ws://h/rooms/r", "t", RawJson.EMPTY_OBJECT)
                        .event()
                        .text())
                .isEqualTo(VECTOR);
    }

    @Test
    @DisplayName("§13-59 how the event is spelled does not matter, what it says does")
    void spelling() throws Exception {
        String compact = "{\"event\":\"room.call\",\"data\":{\"room_name\":\"ré\",\"room_url\":\"ws:\\/\\/h/rooms/r\","
                + "\"token\":\"t\",\"arguments\":{}}}";
        assertThat(WebhookSignature.verify(SIGNED, json(compact), SECRET)).isEqualTo(NOTHING);
        refused(SIGNED, json(compact.replace("\"t\"", "\"u\"")), SECRET, "not that of this event");
        refused(SIGNED, json("{}"), SECRET, "not that of this event");
    }

    @Test
    @DisplayName("§13-59 a hash over the compact text is refused")
    void compactHash() {
        // {"sha256": SHA-256 of {"event":"room.call"}}, signed with the same secret
        RawJson event = json("{\"event\":\"room.call\"}");
        String header = CompactSigner.sign("{\"event\":\"room.call\"}", SECRET);
        refused(header, event, SECRET, "not that of this event");
        assertThat(CompactSigner.sign("{\"event\": \"room.call\"}", SECRET))
                .isEqualTo(WebhookSignature.sign(event, SECRET, NOTHING));
    }

    @Test
    @DisplayName("When it was signed and its id travel along; a claim of another kind counts as none")
    void moreClaims() throws Exception {
        WebhookSignature says = new WebhookSignature(Instant.ofEpochSecond(1_700_000_000), "one");
        String header = WebhookSignature.sign(json(VECTOR), SECRET, says);
        assertThat(WebhookSignature.verify(header, json(VECTOR), SECRET)).isEqualTo(says);
        assertThat(WebhookSignature.verify(header.replace("Bearer", "bearer"), json(VECTOR), SECRET))
                .isEqualTo(says);
    }

    @ParameterizedTest
    @DisplayName("What is no signature is refused, and never quoted")
    @ValueSource(
            strings = {
                "",
                "Basic x",
                "Bearer",
                "Bearer ",
                "Bearer a.b",
                "Bearer a.b.c",
                "Bearer e30.e30.e30",
                "Bearer !.!.!"
            })
    void nonsense(String header) {
        assertThatThrownBy(() -> WebhookSignature.verify(header, json(VECTOR), SECRET))
                .isInstanceOf(WebhookSignature.InvalidException.class)
                .hasMessageNotContaining("e30");
        refused(null, json(VECTOR), SECRET, "missing signature");
    }

    @Test
    @DisplayName("Another secret, no secret, another algorithm, a changed claim")
    void wrongKeys() {
        refused(SIGNED, json(VECTOR), "another secret", "not made with this webhook secret");
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookSignature.verify(SIGNED, json(VECTOR), ""));
        String none = "Bearer eyJhbGciOiJub25lIn0" + SIGNED.substring(SIGNED.indexOf('.'));
        refused(none, json(VECTOR), SECRET, "HS256");
        int middle = SIGNED.indexOf('.') + 20;
        String bent =
                SIGNED.substring(0, middle) + (SIGNED.charAt(middle) == 'A' ? 'B' : 'A') + SIGNED.substring(middle + 1);
        refused(bent, json(VECTOR), SECRET, "");
    }

    @Test
    @DisplayName("A call's arguments may be absent; the rest must be there; the token is in no text")
    void calls() throws Exception {
        RoomCall call = RoomCall.read(json("{\"room_name\":\"r\",\"room_url\":\"u\",\"token\":\"hush\"}")
                .fields());
        assertThat(call.arguments()).isEqualTo(RawJson.EMPTY_OBJECT);
        assertThat(call.toString() + call.event()).doesNotContain("hush");
        RoomCall full = new RoomCall("r", "u", "t", json("{\"a\":[1]}"));
        assertThat(RoomCall.read(WebhookEvent.read(json(full.event().text())).data())
                        .arguments())
                .hasToString("{\"a\": [1]}");
        for (String lacking : new String[] {
            "{}",
            "{\"room_name\":\"r\",\"room_url\":\"u\"}",
            "{\"room_name\":\"r\",\"room_url\":\"u\",\"token\":\"t\",\"arguments\":[]}"
        }) {
            assertThatThrownBy(() -> RoomCall.read(json(lacking).fields())).isInstanceOf(WireException.class);
        }
    }
}
