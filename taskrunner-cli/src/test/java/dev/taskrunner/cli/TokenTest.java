package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ApiKey;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
    private static final String SECRET = "a secret of at least thirty-two bytes";

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void setUp() {
        cli = new Cli(folder).with("MESHAGENT_SECRET", SECRET);
    }

    @Test
    void printsJustTheToken() {
        Cli.Done done = cli.run("token", "--room", "r", "--name", "alice");
        assertThat(done.code()).isZero();
        assertThat(done.err()).isEmpty();
        assertThat(done.out()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+\\n");
        ParticipantToken token = read(done);
        assertThat(token.name()).isEqualTo("alice");
        assertThat(token.room()).contains("r");
        assertThat(token.role()).isEqualTo("user");
        assertThat(token.api()).contains(ApiScope.agentDefault());
        assertThat(token.expiresAt())
                .hasValueSatisfying(end -> assertThat(end)
                        .isBetween(
                                Instant.now().plus(Duration.ofMinutes(59)),
                                Instant.now().plus(Duration.ofMinutes(61))));
    }

    @Test
    void takesRoleAndTime() {
        ParticipantToken token = read(cli.run("token", "--room", "r", "--role", "agent", "--expires", "2d"));
        assertThat(token.name()).isEqualTo("tester");
        assertThat(token.role()).isEqualTo("agent");
        assertThat(token.expiresAt())
                .hasValueSatisfying(end -> assertThat(end).isAfter(Instant.now().plus(Duration.ofHours(47))));
    }

    @Test
    void takesSectionsAsGrants() {
        ParticipantToken token = read(cli.run("token", "--room", "r", "--grants", "{\"messaging\":{}}"));
        assertThat(token.api()).contains(ApiScope.parse(Map.of("messaging", Map.of())));
    }

    @Test
    void takesAnArrayOfGrants() {
        String grants = "[{\"name\":\"api\",\"scope\":{\"agents\":{}}},{\"name\":\"other\",\"scope\":\"x\"}]";
        ParticipantToken token = read(cli.run("token", "--room", "r", "--grants", grants));
        assertThat(token.api().orElseThrow().has("agents")).isTrue();
        assertThat(token.grants()).contains(new ParticipantToken.Grant("other", "x"));
    }

    @Test
    void signsWithAnApiKey() {
        ApiKey key = new ApiKey(UUID.randomUUID(), UUID.randomUUID(), "another secret of thirty-two bytes");
        Cli.Done done = cli.run("token", "--room", "r", "--api-key", key.encode());
        ParticipantToken token = ParticipantToken.fromJwt(done.out().strip(), key.secret());
        assertThat(token.keyId()).contains(key.id().toString());
        assertThat(token.projectId()).contains(key.projectId().toString());
    }

    @Test
    void signsForAServerOfOnesOwn() {
        cli.without("MESHAGENT_SECRET");
        Shell shell = cli.shell(new Captured(), new Captured());
        try (DevKey key = DevKey.write(shell, URI.create("ws://127.0.0.1:4711"), SECRET)) {
            assertThat(key.path()).exists();
            Cli.Done done = cli.run("token", "--room", "r", "--url", "ws://localhost:4711");
            assertThat(read(done).room()).contains("r");
        }
    }

    @Test
    void refusesWrongUsage() {
        refused("--room", cli.run("token", "--name", "n"));
        refused("--name", cli.run("token", "--room", "r", "--name="));
        refused("--role", cli.run("token", "--room", "r", "--role", "king"));
        refused("--expires", cli.run("token", "--room", "r", "--expires", "soon"));
        refused("--expires", cli.run("token", "--room", "r", "--expires", "0s"));
        refused("--grants", cli.run("token", "--room", "r", "--grants", "3"));
        refused("--grants", cli.run("token", "--room", "r", "--grants", "[{}]"));
        refused("--secret", cli.run("token", "--room", "r", "--secret="));
        cli.without("MESHAGENT_SECRET");
        refused("nothing to sign with", cli.run("token", "--room", "r"));
    }

    private static void refused(String about, Cli.Done done) {
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.err()).startsWith("error: ").contains(about);
        assertThat(done.out()).isEmpty();
    }

    private static ParticipantToken read(Cli.Done done) {
        assertThat(done.err()).isEmpty();
        return ParticipantToken.fromJwt(done.out().strip(), SECRET);
    }
}
