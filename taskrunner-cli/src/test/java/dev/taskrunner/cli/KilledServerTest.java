package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own is killed (kill -9) between commands and under them, and comes back on its data. */
class KilledServerTest {
    private static final String SECRET = "a secret of at least thirty-two bytes";
    private static final String KEY = "00ff".repeat(16);

    @TempDir
    Path folder;

    private Cli cli;
    private Process process;
    private String url = "";
    private int port;

    @BeforeEach
    void startServer() throws Exception {
        cli = new Cli(folder).with("MESHAGENT_SECRET", SECRET).with("MESHAGENT_ROOM", "r");
        start();
    }

    @AfterEach
    void stopServer() throws Exception {
        process.destroyForcibly().waitFor();
    }

    private void start() throws Exception {
        Path err = folder.resolve("server.err");
        Map<String, String> variables = Map.of("MESHAGENT_SECRET", SECRET, "TASKRUNNER_SECRETS_KEY", KEY);
        String data = folder.resolve("data").toString();
        process = Children.start(err, variables, "server", "--port", String.valueOf(port), "--data", data);
        String line = Children.line(process);
        assertThat(line).as(Files.readString(err)).isNotNull();
        url = ServerTest.url(line);
        port = URI.create(url).getPort();
        cli.with("MESHAGENT_API_URL", url);
    }

    private void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    private void done(String... args) {
        Cli.Done done = cli.run(args);
        assertThat(done.code()).as(done.err()).isZero();
    }

    @Test
    @DisplayName(
            "What commands were told is done is there after the kill: messages, files, secrets; what is gone stays so")
    void keepsWhatWasAcknowledged() throws Exception {
        for (String number : "0 1 2 3".split(" ")) {
            done("queue", "send", "jobs", "--message", number);
        }
        done("queue", "receive", "jobs");
        cli.input("content");
        done("storage", "put", "-", "a/f");
        done("storage", "put", "-", "gone");
        done("storage", "rm", "gone");
        done("secrets", "set", "k");
        kill();
        start();
        assertThat(cli.run("queue", "list").out()).isEqualTo("[{\"name\":\"jobs\",\"size\":3,\"leased\":0}]\n");
        assertThat(cli.run("queue", "receive", "jobs").out()).isEqualTo("1\n");
        assertThat(cli.run("storage", "cat", "a/f").out()).isEqualTo("content");
        assertThat(cli.run("storage", "ls").out()).isEqualTo("[{\"name\":\"a\",\"is_folder\":true}]\n");
        assertThat(cli.run("secrets", "get", "k").out()).isEqualTo("content");
    }

    @Test
    @DisplayName("A drained queue stays empty, and an overwritten file has its last content")
    void keepsTheLastState() throws Exception {
        done("queue", "send", "jobs", "--message", "1");
        done("queue", "drain", "jobs");
        for (String content : new String[] {"one", "two", "three"}) {
            cli.input(content);
            done("storage", "put", "-", "f");
        }
        kill();
        start();
        assertThat(cli.run("queue", "receive", "jobs").code()).isEqualTo(ExitCodes.TIMED_OUT);
        assertThat(cli.run("storage", "cat", "f").out()).isEqualTo("three");
    }

    @Test
    @DisplayName(
            "A command that waits ends with 3 when the server is killed, as does every later one, until it is back")
    void tellsThatTheServerIsGone() throws Exception {
        Cli.Running waiting = cli.start("queue", "receive", "other", "--create", "--wait", "5m");
        awaitQueue("other");
        kill();
        assertThat(waiting.await()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(waiting.out().text()).isEmpty();
        Cli.Done later = cli.run("queue", "list");
        assertThat(later.code()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(later.err()).startsWith("error: ").contains("127.0.0.1:" + port);
        start();
        assertThat(cli.run("queue", "list").code()).isZero();
    }

    private Room host(boolean comesBack) {
        URI uri = URI.create(url + "/rooms/r");
        return Room.connect(RoomOptions.builder(uri, TokenSource.secret(SECRET, "r"))
                .name("host")
                .reconnect(comesBack)
                .build());
    }

    /** A worker that waits at its queue. */
    private Cli.Running worker(String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("worker", "--queue", "jobs", "--agent", "steady"));
        args.addAll(List.of(more));
        Cli.Running worker = cli.start(args.toArray(String[]::new));
        worker.err().awaitLine(line -> line.startsWith("working through queue jobs"));
        awaitQueue("jobs");
        return worker;
    }

    private void awaitQueue(String name) throws InterruptedException {
        new Deadline(Duration.ofSeconds(30))
                .poll(() -> Optional.of(cli.run("queue", "list").out()).filter(list -> list.contains(name)))
                .orElseThrow();
    }

    @Test
    @DisplayName("A worker and the runner that it asks survive the kill: they work on when the server is back")
    void aWorkerWorksOn() throws Exception {
        try (Room host = host(true)) {
            host.serve(Runners.answering("steady", "done"));
            Cli.Running worker = worker();
            kill();
            start();
            done("queue", "send", "jobs", "--message", "{\"reply_queue\":\"replies\"}");
            worker.out().awaitLine(line -> line.equals("{\"event\":\"done\",\"attempts\":1}"));
            assertThat(cli.run("queue", "receive", "replies").out()).isEqualTo("{\"result\":\"done\"}\n");
            assertThat(worker.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        }
    }

    @Test
    @DisplayName("A worker whose runner does not come back keeps the messages, and ends on Ctrl-C")
    void aWorkerWithoutItsRunnerWaits() throws Exception {
        try (Room host = host(false)) {
            host.serve(Runners.answering("steady", "done"));
            Cli.Running worker = worker("--attempts", "1");
            kill();
            start();
            done("queue", "send", "jobs", "--message", "{\"n\":1}");
            worker.out().awaitLine(line -> line.startsWith("{\"event\":\"retried\",\"attempts\":1,"));
            assertThat(worker.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
            assertThat(cli.run("queue", "receive", "jobs").out()).isEqualTo("{\"n\":1}\n");
        }
    }

    @Test
    @DisplayName("A server that hangs holds nobody up who wants to leave")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals")
    void leavesAServerThatHangs() throws Exception {
        Cli.Running receiver = cli.start("queue", "receive", "other", "--create", "--wait", "5m");
        awaitQueue("other");
        try (Room host = host(true)) {
            host.serve(Runners.answering("steady", "done"));
            Cli.Running worker = worker();
            signal("STOP");
            assertThat(receiver.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
            assertThat(worker.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
            signal("CONT");
        }
    }

    private void signal(String name) throws Exception {
        String pid = String.valueOf(process.pid());
        assertThat(new ProcessBuilder("kill", "-" + name, pid)
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    @DisplayName("A room that is exported before the kill can be imported into the room's next life under another name")
    void exportsSurvive() throws Exception {
        String dump = folder.resolve("room.zip").toString();
        cli.input("content");
        done("storage", "put", "-", "f");
        done("queue", "send", "jobs", "--message", "[1]");
        done("room", "export", dump);
        kill();
        start();
        done("room", "import", dump, "--room", "copy");
        assertThat(cli.run("storage", "cat", "f", "--room", "copy").out()).isEqualTo("content");
        assertThat(cli.run("queue", "receive", "jobs", "--room", "copy").out()).isEqualTo("[1]\n");
    }
}
