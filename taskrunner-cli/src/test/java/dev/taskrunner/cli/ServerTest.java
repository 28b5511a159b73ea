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
    void keepsDataWhereItIsTold() throws Exception {
        Path data = folder.resolve("data");
        Cli.Running server = cli.start("server", "--port", "0", "--secret", SECRET, "--data", data.toString());
        server.out().awaitLine(any -> true);
        Cli.Done second = cli.run("server", "--port", "0", "--secret", SECRET, "--data", data.toString());
        assertThat(second.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(second.err()).contains("another server uses the data folder");
        assertThat(server.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        Path config = Files.writeString(folder.resolve("data.properties"), "port=0\ndev=true\ndata=" + data + "\n");
        Cli.Running again = cli.start("server", "--config", config.toString());
        again.out().awaitLine(any -> true);
        assertThat(again.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(data.resolve("ledger.mv")).isRegularFile();
    }

    @Test
    void saysThatDataCannotBeKeptThere() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Cli.Done done = cli.run("server", "--dev", "--port", "0", "--data", file.toString());
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err()).startsWith("error: cannot keep data in " + file);
        Path config = Files.writeString(folder.resolve("empty.properties"), "data=\ndev=true\n");
        refused("--data is empty", cli.run("server", "--config", config.toString()));
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
    void keepsSecretsWithAKeyFromAFileOrTheEnvironment() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "00ff".repeat(16));
        Path data = folder.resolve("data");
        for (int start = 0; start < 2; start++) {
            Cli.Running server = cli.start(
                    "server",
                    "--port",
                    "0",
                    "--secret",
                    SECRET,
                    "--data",
                    data.toString(),
                    "--secrets-key-file",
                    key.toString());
            String url = url(server.out().awaitLine(any -> true));
            if (start == 0) {
                assertThat(cli.input("v")
                                .run("secrets", "set", "k", "--url", url, "--room", "r", "--secret", SECRET)
                                .code())
                        .isZero();
            } else {
                assertThat(cli.run("secrets", "get", "k", "--url", url, "--room", "r", "--secret", SECRET)
                                .out())
                        .isEqualTo("v");
            }
            server.interrupt();
        }
        cli.with("TASKRUNNER_SECRETS_KEY", "zz");
        refused("TASKRUNNER_SECRETS_KEY: a key for secrets is", cli.run("server", "--dev", "--port", "0"));
        cli.without("TASKRUNNER_SECRETS_KEY")
                .with("TASKRUNNER_SECRETS_KEY_FILE", folder.resolve("no").toString());
        refused("cannot be read", cli.run("server", "--dev", "--port", "0"));
        refused(
                "--webhook-secret is empty",
                cli.without("TASKRUNNER_SECRETS_KEY_FILE").run("server", "--dev", "--port", "0", "--webhook-secret="));
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
