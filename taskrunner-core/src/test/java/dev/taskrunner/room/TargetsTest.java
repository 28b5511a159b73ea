package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.spi.TransportTarget;
import java.net.URI;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Targets} and {@link Reconnect}. */
class TargetsTest {

    @ParameterizedTest
    @DisplayName("§1.1, §1.2: http becomes ws, any token is replaced, other parameters stay")
    @CsvSource({
        "ws://h:1/rooms/r,                   ws://h:1/rooms/r?token=T",
        "wss://h/rooms/r,                    wss://h/rooms/r?token=T",
        "http://h/rooms/r,                   ws://h/rooms/r?token=T",
        "https://h/rooms/r,                  wss://h/rooms/r?token=T",
        "ws://h/rooms/r?token=old,           ws://h/rooms/r?token=T",
        "ws://h/rooms/r?a=1&token=old&b=2,   ws://h/rooms/r?a=1&b=2&token=T",
        "ws://h/rooms/r?tokens=1&xtoken=2,   ws://h/rooms/r?tokens=1&xtoken=2&token=T",
        "ws://h/rooms/r?,                    ws://h/rooms/r?token=T",
        "ws://h/rooms/a%20b?x=%26,           ws://h/rooms/a%20b?x=%26&token=T"
    })
    void addresses(String from, String to) {
        assertThat(Targets.withToken(URI.create(from), "T")).hasToString(to);
    }

    @Test
    void tokensAreEncoded() {
        assertThat(Targets.withToken(URI.create("ws://h/r"), "a+b/c=&d").getRawQuery())
                .isEqualTo("token=a%2Bb%2Fc%3D%26d");
    }

    @Test
    void theTokenGoesIntoTheHeaderTooAndIsNeverShown() {
        RoomOptions options = RoomOptions.builder(URI.create("ws://h/rooms/r"), name -> name)
                .header("X-Extra", "1")
                .connectTimeout(Duration.ofSeconds(3))
                .build();
        TransportTarget target = Targets.of(options, "s3cret");
        assertThat(target.headers())
                .containsEntry("Authorization", "Bearer s3cret")
                .containsEntry("X-Extra", "1");
        assertThat(target.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(target).hasToString("ws://h/rooms/r");
        assertThat(Targets.of(
                        RoomOptions.builder(URI.create("ws://h:81/r"), name -> name)
                                .build(),
                        "x"))
                .hasToString("ws://h:81/r");
    }

    private static TransportTarget at(TokenPlace place) {
        return Targets.of(
                RoomOptions.builder(URI.create("ws://h/rooms/r?a=1&token=old"), name -> name)
                        .tokenPlace(place)
                        .build(),
                "s3cret");
    }

    @Test
    @DisplayName("current 1: the token only where the options say; in the query nothing of it otherwise")
    void tokenPlaces() {
        assertThat(at(TokenPlace.QUERY_AND_HEADER).uri()).hasToString("ws://h/rooms/r?a=1&token=s3cret");
        TransportTarget header = at(TokenPlace.HEADER);
        assertThat(header.uri()).hasToString("ws://h/rooms/r?a=1");
        assertThat(header.headers()).containsExactly(java.util.Map.entry("Authorization", "Bearer s3cret"));
        TransportTarget protocol = at(TokenPlace.SUBPROTOCOL);
        assertThat(protocol.uri()).hasToString("ws://h/rooms/r?a=1");
        assertThat(protocol.headers())
                .containsExactly(java.util.Map.entry("Sec-WebSocket-Protocol", "meshagent-room.s3cret"));
        assertThat(protocol).hasToString("ws://h/rooms/r");
    }

    @RepeatedTest(20)
    @DisplayName("delays double from the least to the greatest, with jitter down to a half")
    void delays() {
        Reconnect reconnect = new Reconnect(Duration.ofMillis(100), Duration.ofMillis(1500));
        long[] whole = {100, 200, 400, 800, 1500, 1500, 1500};
        for (long millis : whole) {
            assertThat(reconnect.nextDelay()).isBetween(Duration.ofMillis(millis / 2), Duration.ofMillis(millis));
        }
        reconnect.succeeded();
        assertThat(reconnect.nextDelay()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    }

    @Test
    void delaysDifferAndNeverOverflow() {
        Reconnect reconnect = new Reconnect(Duration.ofMillis(100), Duration.ofSeconds(30));
        assertThat(IntStream.range(0, 200).mapToObj(i -> reconnect.nextDelay()).toList())
                .allMatch(delay -> !delay.isNegative() && delay.compareTo(Duration.ofSeconds(30)) <= 0)
                .satisfies(all -> assertThat(all.stream().distinct().count()).isGreaterThan(100));
    }
}
