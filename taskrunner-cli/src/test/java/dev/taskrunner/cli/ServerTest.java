package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ApiKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
    private static final String SECRET = "a secret of at least thirty-two bytes";

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void setUp() {
        cli = new Cli(folder);
    }

    @Test
    void saysWhereItIsOnTheFirstLine() throws Exception {
        Cli.Running server = cli.start("server", "--port", "0", "--secret", SECRET);
        String line = server.out().awaitLine(any -> true);
        assertThat(line).matches("\\{\"url\":\"ws://127\\.0\\.0\\.1:\\d+\",\"http\":\"http://127\\.0\\.0\\.1:\\d+\"}");
        assertThat(list(url(line), "--secret", SECRET)).isEqualTo(new Cli.Done(0, "[]\n", ""));
        assertThat(server.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(server.out().text()).isEqualTo(line + "\n");
        assertThat(server.err().text()).doesNotContain(SECRET);
        assertThat(list(url(line), "--secret", SECRET).code()).isEqualTo(ExitCodes.UNREACHABLE);
    }

    @Test
    void letsCommandsInWithAKeyFileForTheOwnerOnly() throws Exception {
        Cli.Running server = cli.start("server", "--port", "0", "--dev");
        String url = url(server.out().awaitLine(any -> true));
        Path key = folder.resolve("state/taskrunner/dev-" + url.replaceFirst(".*:", "") + ".json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(list(url)).isEqualTo(new Cli.Done(0, "[]\n", ""));
        assertThat(server.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(key).doesNotExist();
        assertThat(key.getParent()).isEmptyDirectory();
    }

    @Test
    void takesTheSecretFromTheEnvironment() throws Exception {
        cli.with("MESHAGENT_SECRET", SECRET);
        Cli.Running server = cli.start("server", "--port", "0");
        String url = url(server.out().awaitLine(any -> true));
        assertThat(list(url).code()).isZero();
        server.interrupt();
    }

    @Test
    void takesAnApiKey() throws Exception {
        String key = new ApiKey(UUID.randomUUID(), UUID.randomUUID(), SECRET).encode();
        Cli.Running server = cli.start("server", "--port", "0", "--api-key", key);
        String url = url(server.out().awaitLine(any -> true));
        assertThat(list(url, "--api-key", key).code()).isZero();
        server.interrupt();
    }

    @Test
    void takesItsOptionsFromAFile() throws Exception {
        Path file =
                Files.writeString(folder.resolve("server.properties"), "port=0\nsecret=" + SECRET + "\ndev=false\n");
        Cli.Running server = cli.start("server", "--config", file.toString());
        String url = url(server.out().awaitLine(any -> true));
        assertThat(list(url, "--secret", SECRET).code()).isZero();
        server.interrupt();
    }

    @Test
    void startsForNobodyOnlyWhenAsked() {
        refused("--dev", cli.run("server", "--port", "0"));
    }

    @Test
    void storesNothingYet() throws IOException {
        refused("not supported yet", cli.run("server", "--dev", "--port", "0", "--data", "d"));
        Path file = Files.writeString(folder.resolve("data.properties"), "data=d\ndev=true\n");
        refused("not supported yet", cli.run("server", "--config", file.toString()));
    }

    @Test
    void refusesWrongUsage() throws IOException {
        refused("between 0 and 65535", cli.run("server", "--dev", "--port", "65536"));
        refused("--port", cli.run("server", "--dev", "--port", "many"));
        refused("--secret is empty", cli.run("server", "--secret="));
        refused("Not an API key", cli.run("server", "--api-key", "x"));
        refused(
                "there is no such file",
                cli.run("server", "--config", folder.resolve("absent").toString()));
        Path unknown = Files.writeString(folder.resolve("unknown.properties"), "prot=1\n");
        refused("unknown keys [prot]", cli.run("server", "--config", unknown.toString()));
        Path maybe = Files.writeString(folder.resolve("maybe.properties"), "dev=maybe\n");
        refused("true or false", cli.run("server", "--config", maybe.toString()));
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Cli.Done done = cli.run("server", "--dev", "--port", String.valueOf(taken.getLocalPort()));
            assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
            assertThat(done.err()).startsWith("error: ").contains(String.valueOf(taken.getLocalPort()));
            assertThat(done.err().lines()).hasSize(1);
        }
    }

    private Cli.Done list(String url, String... more) {
        String[] args = new String[more.length + 6];
        String[] first = {"agents", "list", "--url", url, "--room", "r"};
        System.arraycopy(first, 0, args, 0, first.length);
        System.arraycopy(more, 0, args, first.length, more.length);
        return cli.run(args);
    }

    static String url(String line) throws IOException {
        return Json.read(line).get("url").textValue();
    }

    private static void refused(String about, Cli.Done done) {
        assertThat(done.err()).startsWith("error: ").contains(about);
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.out()).isEmpty();
    }
}
