package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ApiKey;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest extends InRoom {
    private static final Cli.Done EMPTY = new Cli.Done(0, "[]\n", "");

    @Test
    void takesEverythingFromOptions() {
        String url = cli.variables.get("MESHAGENT_API_URL");
        cli.variables.clear();
        assertThat(cli.run("agents", "list", "--url", url, "--room", ROOM, "--secret", SECRET, "--name", "n"))
                .isEqualTo(EMPTY);
    }

    @Test
    void optionsGoBeforeTheEnvironment() {
        cli.with("MESHAGENT_SECRET", "wrong").with("MESHAGENT_TOKEN", "nonsense");
        assertThat(cli.run("agents", "list", "--secret", SECRET)).isEqualTo(EMPTY);
    }

    @Test
    void takesHttpAddressesAndSlashesAtTheEnd() {
        String url = server.httpUri().toString();
        assertThat(cli.run("agents", "list", "--url", url)).isEqualTo(EMPTY);
    }

    @Test
    void takesATokenFromAnOption() {
        cli.without("MESHAGENT_SECRET").without("MESHAGENT_ROOM");
        assertThat(cli.run("agents", "list", "--token", token(ROOM))).isEqualTo(EMPTY);
    }

    @Test
    void takesATokenFromTheEnvironmentBeforeASecret() {
        cli.with("MESHAGENT_SECRET", "wrong").with("MESHAGENT_TOKEN", token(ROOM));
        assertThat(cli.run("agents", "list")).isEqualTo(EMPTY);
    }

    @Test
    void takesAnApiKey() {
        ApiKey key = new ApiKey(UUID.randomUUID(), UUID.randomUUID(), SECRET + "!");
        RoomServerOptions options =
                RoomServerOptions.builder().apiKeys(List.of(key)).build();
        cli.without("MESHAGENT_SECRET");
        try (RoomServer other = RoomServer.start(options)) {
            String url = Addresses.webSocket(other).toString();
            assertThat(cli.run("agents", "list", "--url", url, "--api-key", key.encode()))
                    .isEqualTo(EMPTY);
            cli.with("MESHAGENT_API_KEY", key.encode());
            assertThat(cli.run("agents", "list", "--url", url)).isEqualTo(EMPTY);
        }
    }

    @Test
    void anEmptyVariableCountsAsUnset() {
        cli.with("MESHAGENT_TOKEN", "").with("MESHAGENT_API_KEY", "");
        assertThat(cli.run("agents", "list")).isEqualTo(EMPTY);
    }

    @Test
    void isRefusedWithAWrongSecret() {
        expect(ExitCodes.UNREACHABLE, "wrong", cli.run("agents", "list", "--secret", "wrong"));
    }

    @Test
    void isRefusedWithATokenForAnotherRoom() {
        expect(ExitCodes.UNREACHABLE, "not for this room", cli.run("agents", "list", "--token", token("elsewhere")));
    }

    @Test
    void isRefusedWithAnExpiredToken() {
        String expired = ParticipantToken.builder("alice")
                .room(ROOM)
                .expiresAt(Instant.now().minusSeconds(60))
                .build()
                .toJwt(SECRET);
        expect(ExitCodes.UNREACHABLE, "expired", cli.run("agents", "list", "--token", expired));
    }

    @Test
    void cannotReachWhatIsNotThere() throws IOException {
        String nowhere = "ws://127.0.0.1:" + freePort();
        expect(ExitCodes.UNREACHABLE, "cannot be reached", cli.run("agents", "list", "--url", nowhere));
        cli.without("MESHAGENT_SECRET");
        Cli.Done done = cli.run("agents", "list", "--url", nowhere);
        expect(ExitCodes.UNREACHABLE, "cannot be reached", done);
        assertThat(done.err()).contains("taskrunner server --dev");
    }

    @Test
    void asksForCredentialsWhenSomebodyAnswersThere() {
        cli.without("MESHAGENT_SECRET");
        expect(ExitCodes.USAGE, "no credentials", cli.run("agents", "list"));
        expect(ExitCodes.USAGE, "no credentials", cli.run("agents", "list", "--url", "wss://example.invalid"));
    }

    @Test
    void findsTheKeyFileOfAServerOfOnesOwn() {
        cli.without("MESHAGENT_SECRET");
        Shell shell = cli.shell(new Captured(), new Captured());
        DevKey key = DevKey.write(shell, Addresses.webSocket(server), SECRET);
        assertThat(cli.run("agents", "list")).isEqualTo(EMPTY);
        assertThat(cli.run("agents", "list", "--url", "http://localhost:" + server.port()))
                .isEqualTo(EMPTY);
        key.close();
        expect(ExitCodes.USAGE, "no credentials", cli.run("agents", "list"));
    }

    @Test
    void needsARoom() {
        cli.without("MESHAGENT_ROOM");
        expect(ExitCodes.USAGE, "MESHAGENT_ROOM", cli.run("agents", "list"));
    }

    @Test
    void isNotSomebodyElseThanTheTokenSays() {
        Cli.Done done = cli.run("agents", "list", "--token", token(ROOM), "--name", "bob");
        expect(ExitCodes.USAGE, "belongs to 'alice'", done);
        assertThat(cli.run("agents", "list", "--token", token(ROOM), "--name", "alice"))
                .isEqualTo(EMPTY);
    }

    @Test
    void refusesWhatIsNoToken() {
        expect(ExitCodes.USAGE, "no participant token", cli.run("agents", "list", "--token", "x.y.z"));
    }

    @Test
    void refusesWhatIsNoApiKeyWithoutRepeatingIt() {
        Cli.Done done = cli.run("agents", "list", "--api-key", "ma-hush");
        expect(ExitCodes.USAGE, "Not an API key", done);
        assertThat(done.err()).doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h:1", "h:1", "ws://", "ws://a b", "ws://h?x=1", ""})
    void refusesOtherAddresses(String url) {
        expect(ExitCodes.USAGE, "--url", cli.run("agents", "list", "--url=" + url));
    }

    private static String token(String room) {
        return ParticipantToken.builder("alice")
                .room(room)
                .expiresIn(Duration.ofMinutes(5))
                .build()
                .toJwt(SECRET);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void expect(int code, String text, Cli.Done done) {
        assertThat(done.err()).startsWith("error: ").contains(text).doesNotContain("\tat ");
        assertThat(done.code()).isEqualTo(code);
        assertThat(done.out()).isEmpty();
    }
}
