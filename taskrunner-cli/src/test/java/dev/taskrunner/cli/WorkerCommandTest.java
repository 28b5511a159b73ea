package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Registration;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.LeaseOptions;
import dev.taskrunner.room.QueueLease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a worker of the command line does with good messages, bad ones, and runners that fail, hang or are not there. */
class WorkerCommandTest extends InRoom {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Cli.Running work(String agent, String... more) throws Exception {
        String[] args = new String[5 + more.length];
        System.arraycopy(new String[] {"worker", "--queue", "jobs", "--agent", agent}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        Cli.Running running = cli.start(args);
        running.err().awaitLine(line -> line.startsWith("working through queue jobs of room test room with " + agent));
        return running;
    }

    private Object reply() {
        return host().queues().receive("replies", PATIENCE).orElseThrow().value();
    }

    private QueueLease deadLetter() {
        return host().queues()
                .take("jobs.dead", LeaseOptions.defaults().withPatience(PATIENCE))
                .orElseThrow();
    }

    @Test
    @DisplayName("A reply carries the id of its request, and reply_queue and request_id are no arguments")
    void repliesWithTheIdOfTheRequest() throws Exception {
        host().serve(Runners.mirror("mirror"));
        Cli.Running worker = work("mirror", "--name", "w");
        host().queues().send("jobs", Map.of("a", 1, "reply_queue", "replies", "request_id", "r-7"));
        Map<?, ?> reply = (Map<?, ?>) reply();
        assertThat(reply.get("request_id")).isEqualTo("r-7");
        Map<?, ?> seen = (Map<?, ?>) reply.get("result");
        assertThat(seen.get("input")).isEqualTo(Map.of("a", 1));
        assertThat(seen.get("caller")).isEqualTo("w");
        assertThat(seen.get("role")).isEqualTo("agent");
        assertThat(worker.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    @DisplayName(
            "Arguments that do not match are refused before user code, at once, with the reason in reply and dead letter")
    void refusesWrongArgumentsAtOnce() throws Exception {
        host().serve(Runners.add());
        Cli.Running worker = work("add");
        host().queues().send("jobs", Map.of("a", "x", "b", 2, "reply_queue", "replies"));
        Map<?, ?> error = (Map<?, ?>) ((Map<?, ?>) reply()).get("error");
        assertThat(error.get("code")).isEqualTo("invalid_arguments");
        assertThat(String.valueOf(error.get("text"))).contains("/a");
        QueueLease dead = deadLetter();
        assertThat(dead.origin().orElseThrow().queue()).isEqualTo("jobs");
        assertThat(dead.origin().orElseThrow().attempts()).isEqualTo(1);
        assertThat(dead.origin().orElseThrow().error()).contains("/a");
        worker.interrupt();
    }

    @Test
    @DisplayName("What keeps failing is tried as often as --attempts says, then it is a dead letter")
    void triesAgainAsOftenAsTold() throws Exception {
        host().serve(Runners.failing("grump", ErrorCode.FAILED, "not today"));
        Cli.Running worker = work("grump", "--attempts", "2");
        host().queues().send("jobs", Map.of("reply_queue", "replies"));
        worker.out().awaitLine(line -> line.equals("{\"event\":\"retried\",\"attempts\":1,\"text\":\"not today\"}"));
        worker.out().awaitLine(line -> line.equals("{\"event\":\"failed\",\"attempts\":2,\"text\":\"not today\"}"));
        assertThat(reply()).isEqualTo(Map.of("error", Map.of("code", "failed", "text", "not today")));
        assertThat(deadLetter().origin().orElseThrow().attempts()).isEqualTo(2);
        worker.interrupt();
        assertThat(worker.out().text().lines()).hasSize(2);
    }

    @Test
    @DisplayName("A runner that is not there yet is waited for; no message is touched meanwhile")
    void waitsForARunnerThatComesLater() throws Exception {
        host().serve(Runners.answering("later", "not me"));
        host().queues().send("jobs", Map.of());
        Cli.Running worker = cli.start("worker", "--queue", "jobs", "--agent", "late");
        worker.err().awaitLine(line -> line.contains("'late' is not in the room yet"));
        assertThat(cli.run("queue", "list").out()).contains("\"size\":1,\"leased\":0");
        host().serve(Runners.answering("late", "here"));
        worker.out().awaitLine(line -> line.equals("{\"event\":\"done\",\"attempts\":1}"));
        worker.interrupt();
    }

    @Test
    @DisplayName("A mistyped name is told at once and ends with 1; the messages are as they were")
    void refusesAMistypedName() {
        host().serve(Runners.answering("late", "here"));
        host().queues().send("jobs", Map.of());
        Cli.Done done = cli.run("worker", "--queue", "jobs", "--agent", "lte", "--timeout", "200ms");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err())
                .contains("agent 'lte' is not in the room yet; did you mean 'late'?")
                .contains("error: unknown_agent: agent 'lte' is not in the room");
        assertThat(done.out()).isEmpty();
        assertThat(cli.run("queue", "list").out()).isEqualTo("[{\"name\":\"jobs\",\"size\":1,\"leased\":0}]\n");
    }

    @Test
    @DisplayName("A runner that leaves makes no dead letters: messages wait until it is back, without an attempt lost")
    void waitsForARunnerThatLeft() throws Exception {
        Registration first = host().serve(Runners.answering("late", "here"));
        Cli.Running worker = work("late", "--attempts", "1");
        // It makes the queue when it waits there for a message.
        new Deadline(PATIENCE)
                .poll(() -> host().queues().list().stream().findAny())
                .orElseThrow();
        first.close();
        host().queues().send("jobs", Map.of());
        worker.out().awaitLine(line -> line.startsWith("{\"event\":\"retried\",\"attempts\":1,"));
        host().serve(Runners.answering("late", "here"));
        worker.out().awaitLine(line -> line.equals("{\"event\":\"done\",\"attempts\":1}"));
        worker.interrupt();
        assertThat(cli.run("queue", "list").out()).doesNotContain("jobs.dead");
    }

    @Test
    @DisplayName("--concurrency messages are worked on at once")
    void worksOnSeveralAtOnce() throws Exception {
        CountDownLatch together = new CountDownLatch(3);
        host().serve(TaskRunner.of(TaskSpec.builder("meet").inputSchema("{}").build(), (context, input) -> {
            together.countDown();
            return TaskResult.of(together.await(30, TimeUnit.SECONDS));
        }));
        Cli.Running worker = work("meet", "--concurrency", "3", "--json");
        for (int i = 0; i < 3; i++) {
            host().queues().send("jobs", Map.of("reply_queue", "replies", "n", i));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(reply()).isEqualTo(Map.of("result", true));
        }
        worker.interrupt();
    }

    @Test
    @DisplayName("Ctrl-C gives the message under way to the next worker, and cancels the task")
    void givesBackWhatIsUnderWay() throws Exception {
        Runners.Endless endless = Runners.endless("endless");
        host().serve(endless.runner());
        Cli.Running worker = work("endless");
        host().queues().send("jobs", Map.of());
        assertThat(endless.started().await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(endless.cancelled().await(30, TimeUnit.SECONDS)).isTrue();
        QueueLease again = host().queues()
                .take("jobs", LeaseOptions.defaults().withPatience(PATIENCE))
                .orElseThrow();
        assertThat(again.message().attempts()).isEqualTo(2);
    }

    @Test
    @DisplayName("Two workers share a queue: each message is done once")
    void twoWorkersShare() throws Exception {
        Set<Object> done = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(20);
        host().serve(TaskRunner.of(TaskSpec.builder("count").inputSchema("{}").build(), (context, input) -> {
            done.add(input.asMap());
            all.countDown();
            return TaskResult.of(1);
        }));
        List<Cli.Running> workers = List.of(work("count", "--name", "w1"), work("count", "--name", "w2"));
        for (int i = 0; i < 20; i++) {
            host().queues().send("jobs", Map.of("n", i));
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        for (Cli.Running worker : workers) {
            worker.interrupt();
        }
        assertThat(done).hasSize(20);
        assertThat(workers.get(0).out().text() + workers.get(1).out().text())
                .doesNotContain("lease_lost", "retried", "failed");
    }

    @Test
    @DisplayName("Without the grant for queues the worker ends with 1 and says so")
    void endsWhereItIsDenied() {
        host().serve(Runners.add());
        String token = cli.run("token", "--room", ROOM, "--name", "w", "--grants", "{\"agents\":{}}")
                .out()
                .strip();
        Cli.Done done = cli.run("worker", "--queue", "jobs", "--agent", "add", "--token", token);
        assertThat(done.err()).contains("error: denied: ");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "worker --agent a; --queue",
                "worker --queue q; --agent",
                "worker --queue q --agent a --concurrency 0; between 1 and 256",
                "worker --queue q --agent a --concurrency 257; between 1 and 256",
                "worker --queue q --agent a --concurrency many; --concurrency",
                "worker --queue q --agent a --attempts -1; --attempts must not be negative",
                "worker --queue q --agent a --attempts x; --attempts",
                "worker q a; Missing required options"
            })
    void refusesWrongUsage(String line, String about) {
        Cli.Done done = cli.run(line.split(" "));
        assertThat(done.err()).startsWith("error: ").contains(about);
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.out()).isEmpty();
    }
}
