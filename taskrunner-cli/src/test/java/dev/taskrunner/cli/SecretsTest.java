package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SecretsTest extends InRoom {

    @Test
    @DisplayName("set reads standard input or a file, get prints the value as it is, list none, rm deletes")
    void roundTrip() throws Exception {
        assertThat(cli.input("s3cret\n").run("secrets", "set", "key")).isEqualTo(new Cli.Done(0, "", ""));
        assertThat(cli.run("secrets", "get", "key")).isEqualTo(new Cli.Done(0, "s3cret", ""));
        Path file = Files.writeString(folder.resolve("value"), "from a file\r\n");
        assertThat(cli.run("secrets", "set", "other", "--value", "@" + file).code())
                .isZero();
        assertThat(cli.run("room", "secrets", "get", "other").out()).isEqualTo("from a file");
        Cli.Done list = cli.run("secrets", "list");
        assertThat(Json.read(list.out())).hasSize(2);
        assertThat(list.out()).contains("\"name\":\"key\"").doesNotContain("s3cret");
        assertThat(cli.run("secrets", "rm", "key")).isEqualTo(new Cli.Done(0, "", ""));
        Cli.Done gone = cli.run("secrets", "get", "key");
        assertThat(gone.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(gone.err()).isEqualTo("error: there is no secret 'key'\n");
        assertThat(cli.run("secrets", "rm", "key").code()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.onTerminal().run("secrets", "get", "other").out()).isEqualTo("from a file\n");
    }

    @Test
    @DisplayName("--for lends a secret to a participant, which gets it with --of")
    void lends() {
        assertThat(cli.input("lent")
                        .run("secrets", "set", "key", "--for", "bot")
                        .code())
                .isZero();
        assertThat(cli.run("secrets", "get", "key", "--of", "tester", "--name", "bot")
                        .out())
                .isEqualTo("lent");
        assertThat(cli.run("secrets", "get", "key", "--of", "tester", "--name", "mallory")
                        .code())
                .isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("secrets", "get", "key").code()).as("not one's own").isEqualTo(ExitCodes.FAILED);
    }

    @Test
    @DisplayName("A value on the command line is refused, since others could see it")
    void valuesStayHidden() {
        Cli.Done done = cli.run("secrets", "set", "key", "--value", "in-the-open");
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.err()).contains("@FILE or -").doesNotContain("in-the-open");
        assertThat(cli.run("secrets", "set", "key", "--value", "@" + folder.resolve("absent"))
                        .code())
                .isEqualTo(ExitCodes.USAGE);
    }
}
