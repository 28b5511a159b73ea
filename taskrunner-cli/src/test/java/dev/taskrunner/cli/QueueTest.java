package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueTest extends InRoom {

    @Test
    void sendsListsReceivesAndDrains() {
        assertThat(cli.run("queue", "send", "jobs", "--message", "{\"n\":1}")).isEqualTo(new Cli.Done(0, "", ""));
        assertThat(cli.run("queue", "send", "jobs", "--message", "\"two\"").code())
                .isZero();
        assertThat(cli.run("queue", "list"))
                .isEqualTo(new Cli.Done(0, "[{\"name\":\"jobs\",\"size\":2,\"leased\":0}]\n", ""));
        assertThat(cli.run("room", "queue", "receive", "jobs")).isEqualTo(new Cli.Done(0, "{\"n\":1}\n", ""));
        assertThat(cli.run("queue", "drain", "jobs").code()).isZero();
        Cli.Done empty = cli.run("queue", "receive", "jobs");
        assertThat(empty.code()).isEqualTo(ExitCodes.TIMED_OUT);
        assertThat(empty.err()).contains("no message in queue 'jobs'");
        assertThat(cli.run("queue", "receive", "jobs", "--wait", "1ms").code()).isEqualTo(ExitCodes.TIMED_OUT);
        assertThat(cli.run("queue", "drain", "absent").err()).startsWith("error: not_found");
        assertThat(cli.run("queue", "send", "jobs", "--message", "{").code()).isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void waitsForAMessage() throws Exception {
        Cli.Running waiting = cli.start("queue", "receive", "jobs", "--create", "--wait", "60s");
        host().queues().send("jobs", Map.of("n", 1));
        assertThat(waiting.await()).isZero();
        assertThat(waiting.out().text()).isEqualTo("{\"n\":1}\n");
    }

    @Test
    void worksThroughAQueue() throws Exception {
        TaskSpec spec = TaskSpec.builder("double")
                .inputSchema("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}")
                .build();
        host().serve(TaskRunner.of(
                spec,
                (context, input) -> TaskResult.of(2 * ((Number) input.asMap().get("n")).intValue())));
        Cli.Running worker =
                cli.start("worker", "--queue", "jobs", "--agent", "double", "--concurrency", "2", "--name", "w");
        host().queues().send("jobs", Map.of("n", 21, "reply_queue", "replies"));
        assertThat(host().queues()
                        .receive("replies", Duration.ofSeconds(30))
                        .orElseThrow()
                        .value())
                .isEqualTo(Map.of("result", 42));
        worker.out().awaitLine(line -> line.equals("{\"event\":\"done\",\"attempts\":1}"));
        host().queues().send("jobs", Map.of("n", "x"));
        worker.out().awaitLine(line -> line.startsWith("{\"event\":\"failed\",\"attempts\":1,\"text\":"));
        assertThat(worker.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(cli.run("worker", "--queue", "q", "--agent", "a", "--concurrency", "0")
                        .code())
                .isEqualTo(ExitCodes.USAGE);
    }
}
