package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskrunner.room.ApiKey;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomServerOptionsTest {
    private final RoomServerOptions.Builder builder = RoomServerOptions.builder();

    @ParameterizedTest
    @DisplayName("A public address is brought into the form under which rooms are joined")
    @CsvSource({
        "ws://h, ws://h/",
        "wss://rooms.example, wss://rooms.example/",
        "http://h:8080, ws://h:8080/",
        "https://h/base, wss://h/base/",
        "https://h/base/, wss://h/base/",
        "https://h/base///, wss://h/base/",
        "HTTPS://h, wss://h/",
        "https://http.example/http, wss://http.example/http/",
        "http://[::1]:80, ws://[::1]:80/"
    })
    void publicUrl(String given, String expected) {
        URI url = builder.publicUrl(URI.create(given)).build().publicUrl;
        assertThat(url).isNotNull();
        assertThat(url.toString().toLowerCase(java.util.Locale.ROOT)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("What is no address of a room server is refused where it is set")
    @ValueSource(
            strings = {
                "rooms.example",
                "/path",
                "ftp://h/",
                "file:///x",
                "wsss://h",
                "http:",
                "mailto:a@b",
                "ws:/h",
                "https:///x"
            })
    void noPublicUrl(String given) {
        URI url = given.equals("http:") ? URI.create("http:x") : URI.create(given);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.publicUrl(url))
                .withMessageContaining("publicUrl must be like wss://host:port");
    }

    static Stream<Arguments> counts() {
        Map<String, BiFunction<RoomServerOptions.Builder, Integer, Object>> setters = Map.of(
                "maxMessageBytes", RoomServerOptions.Builder::maxMessageBytes,
                "maxConnections", RoomServerOptions.Builder::maxConnections,
                "maxConnectionsPerRoom", RoomServerOptions.Builder::maxConnectionsPerRoom,
                "maxOutstandingPerParticipant", RoomServerOptions.Builder::maxOutstandingPerParticipant,
                "maxRegistrationsPerParticipant", RoomServerOptions.Builder::maxRegistrationsPerParticipant,
                "maxAttributeBytes", RoomServerOptions.Builder::maxAttributeBytes,
                "maxDelegationDepth", RoomServerOptions.Builder::maxDelegationDepth,
                "maxDelegatedCalls", RoomServerOptions.Builder::maxDelegatedCalls,
                "maxProtocolErrors", RoomServerOptions.Builder::maxProtocolErrors);
        return setters.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    @ParameterizedTest
    @DisplayName("A count is positive; the error names the option and the value")
    @MethodSource("counts")
    void positive(String option, BiFunction<RoomServerOptions.Builder, Integer, Object> setter) {
        for (int bad : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> setter.apply(builder, bad))
                    .withMessage(option + " must be positive: " + bad);
        }
        assertThat(setter.apply(builder, 1)).isSameAs(builder);
        assertThat(setter.apply(builder, Integer.MAX_VALUE)).isSameAs(builder);
    }

    @ParameterizedTest
    @DisplayName("A time is longer than zero; the shortest there is will do")
    @ValueSource(strings = {"PT0S", "PT-0.000000001S", "PT-1H"})
    void times(String text) {
        Duration bad = Duration.parse(text);
        List<Runnable> settings = List.of(
                () -> builder.handshakeTimeout(bad), () -> builder.idlePing(bad), () -> builder.maxTaskTime(bad));
        settings.forEach(setting -> assertThatIllegalArgumentException()
                .isThrownBy(setting::run)
                .withMessageContaining("must be longer than zero: " + bad));
        assertThat(builder.maxTaskTime(Duration.ofNanos(1)).build().maxTaskTime).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    @DisplayName("A refused value leaves what was set before")
    void refusedChangesNothing() {
        builder.port(1).maxConnections(7).publicUrl(URI.create("wss://h"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.port(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxConnections(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.publicUrl(URI.create("x")));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxQueuedBytesPerConnection(-1));
        RoomServerOptions options = builder.build();
        assertThat(options.port).isEqualTo(1);
        assertThat(options.maxConnections).isEqualTo(7);
        assertThat(options.publicUrl).isEqualTo(URI.create("wss://h/"));
        assertThat(builder.publicUrl(null).build().publicUrl).isNull();
    }

    @Test
    @DisplayName("Names may be chosen by participants only where the server makes its own secret, unless it is said")
    void delegatedNames() {
        assertThat(RoomServerOptions.defaults().delegatedNames).isTrue();
        assertThat(RoomServerOptions.builder().secret("s").build().delegatedNames)
                .isFalse();
        assertThat(RoomServerOptions.builder().secret("s").delegatedNames(true).build().delegatedNames)
                .isTrue();
        assertThat(RoomServerOptions.builder().delegatedNames(false).build().delegatedNames)
                .isFalse();
    }

    @Test
    @DisplayName("Options that were built do not change with the builder, nor with a list that was given")
    void immutable() {
        List<ApiKey> keys = new ArrayList<>();
        RoomServerOptions first = builder.port(1).apiKeys(keys).build();
        RoomServerOptions second = builder.port(2).build();
        assertThat(first.port).isEqualTo(1);
        assertThat(second.port).isEqualTo(2);
        assertThat(first.apiKeys).isEmpty();
        assertThat(first.apiKeys).isUnmodifiable();
    }

    @ParameterizedTest
    @DisplayName("A room's quota has no limit that is not positive")
    @CsvSource({
        "0, 1, 1, 1",
        "1, 0, 1, 1",
        "1, 1, 0, 1",
        "1, 1, 1, 0",
        "-1, 1, 1, 1",
        "1, -1, 1, 1",
        "1, 1, -1, 1",
        "1, 1, 1, -1"
    })
    void quota(long bytes, int files, long queueBytes, long messages) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RoomQuota(bytes, files, queueBytes, messages))
                .withMessageContaining("must be positive");
    }

    @ParameterizedTest
    @DisplayName("A key for secrets is 32 bytes in one of its spellings, and the error never shows what was given")
    @ValueSource(
            strings = {
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA !A=",
                "0123456789abcdef0123456789abcdef",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg",
                "0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void badKeys(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsKey.parse(text))
                .withMessageContaining("32 random bytes")
                .withNoCause()
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(text.substring(0, 8)));
    }
}
