package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.room.ParticipantToken;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets with odd values, of others, and those that are not there. */
class SecretsEdgesTest extends InRoom {

    private void set(String name, String value, String... more) {
        String[] args = new String[3 + more.length];
        System.arraycopy(new String[] {"secrets", "set", name}, 0, args, 0, 3);
        System.arraycopy(more, 0, args, 3, more.length);
        assertThat(cli.input(value).run(args)).isEqualTo(new Cli.Done(0, "", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'two\\nlines\\n'|'two\\nlines'",
                "'end\\n\\n'|'end\\n'",
                "'dos\\r\\n'|'dos'",
                "' spaces '|' spaces '",
                "'ü 😀'|'ü 😀'",
                "'-'|'-'",
                "'@file'|'@file'"
            })
    void dropsOneLineBreakAtMost(String given, String kept) {
        set("k", given.replace("\\n", "\n").replace("\\r", "\r"));
        assertThat(cli.run("secrets", "get", "k")).isEqualTo(new Cli.Done(0, kept.replace("\\n", "\n"), ""));
    }

    @Test
    @DisplayName("A value that is set again is replaced")
    void replaces() throws Exception {
        set("k", "one");
        set("k", "two");
        assertThat(cli.run("secrets", "get", "k").out()).isEqualTo("two");
        assertThat(Json.read(cli.run("secrets", "list").out())).hasSize(1);
    }

    @Test
    @DisplayName("rm takes an id too, and only what is one's own is seen or deleted")
    void deletesById() throws Exception {
        set("k", "mine");
        set("k", "hers", "--name", "ada");
        JsonNode list = Json.read(cli.run("secrets", "list").out());
        assertThat(list).hasSize(1);
        String id = list.path(0).path("id").asText();
        assertThat(cli.run("secrets", "rm", id, "--name", "ada").code()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("secrets", "rm", id).code()).isZero();
        assertThat(cli.run("secrets", "list").out()).isEqualTo("[]\n");
        assertThat(cli.run("secrets", "get", "k", "--name", "ada").out()).isEqualTo("hers");
    }

    @Test
    @DisplayName("What is lent is listed with whom it is lent to, and rm takes it back")
    void takesBackWhatIsLent() throws Exception {
        set("k", "lent", "--for", "bot");
        JsonNode mine = Json.read(cli.run("secrets", "list").out());
        assertThat(mine.path(0).path("delegated_to").asText()).isEqualTo("bot");
        assertThat(cli.run("secrets", "get", "k", "--of", "tester", "--name", "bot")
                        .out())
                .isEqualTo("lent");
        assertThat(cli.run("secrets", "rm", "k").code()).isZero();
        Cli.Done gone = cli.run("secrets", "get", "k", "--of", "tester", "--name", "bot");
        assertThat(gone.err()).isEqualTo("error: there is no secret 'k'\n");
        assertThat(gone.code()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    @DisplayName("A file with bytes that are no text comes back as it was")
    void keepsBytes() throws Exception {
        byte[] bytes = {0, (byte) 0xff, '\n', (byte) 0x80, 13};
        Path file = Files.write(folder.resolve("b"), bytes);
        assertThat(cli.run("secrets", "set", "k", "--value", "@" + file).code()).isZero();
        byte[] kept = join("tester", "secrets").secrets().get("k").orElseThrow().toByteArray();
        assertThat(kept).isEqualTo(bytes);
    }

    private dev.taskrunner.room.Room join(String name, String section) {
        String jwt = ParticipantToken.builder(name)
                .room(ROOM)
                .api(dev.taskrunner.room.ApiScope.agentDefault().toBuilder()
                        .allow(section)
                        .build())
                .build()
                .toJwt(SECRET);
        return dev.taskrunner.room.Room.connect(server.uri(ROOM), jwt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secrets list", "secrets get k", "secrets rm k", "secrets set k"})
    void isDeniedWithoutTheGrant(String line) {
        String token = cli.run("token", "--room", ROOM, "--name", "tester", "--grants", "{\"messaging\":{}}")
                .out()
                .strip();
        set("k", "kept");
        Cli.Done done = cli.input("other").run((line + " --token " + token).split(" "));
        assertThat(done.err()).startsWith("error: denied: ").doesNotContain("kept", "other");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEmpty();
        assertThat(cli.run("secrets", "get", "k").out()).isEqualTo("kept");
    }
}
