package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.LeaseOptions;
import dev.taskrunner.room.QueueLease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues from the command line: any value, in order, to one receiver, and what goes wrong. */
class QueueEdgesTest extends InRoom {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "-1.5",
                "12345678901234567890",
                "0.1234567890123456789",
                "\"\"",
                "\"ü\\n\\\"😀\"",
                "[]",
                "[1,[2,[3]]]",
                "{}",
                "{\"b\":{\"a\":null},\"a\":[{}]}"
            })
    void anyValueComesBackAsItWas(String json) {
        assertThat(cli.run("queue", "send", "q", "--message", json).code()).isZero();
        assertThat(cli.run("queue", "receive", "q")).isEqualTo(new Cli.Done(0, json + "\n", ""));
    }

    @Test
    @DisplayName("The message comes from a file or from standard input too")
    void readsMessagesFromElsewhere() throws Exception {
        Path file = Files.writeString(folder.resolve("m.json"), "{\n  \"n\" : 1\n}\n");
        assertThat(cli.run("queue", "send", "q", "--message", "@" + file).code())
                .isZero();
        assertThat(cli.input("[2]\n")
                        .run("queue", "send", "q", "--message", "-")
                        .code())
                .isZero();
        assertThat(cli.run("queue", "receive", "q").out()).isEqualTo("{\"n\":1}\n");
        assertThat(cli.run("queue", "receive", "q").out()).isEqualTo("[2]\n");
    }

    @Test
    @DisplayName("First in, first out, and the queues do not mix")
    void keepsTheOrder() {
        for (int i = 0; i < 5; i++) {
            host().queues().send(i % 2 == 0 ? "even" : "odd", i);
        }
        assertThat(cli.run("queue", "receive", "even").out()).isEqualTo("0\n");
        assertThat(cli.run("queue", "receive", "odd").out()).isEqualTo("1\n");
        assertThat(cli.run("queue", "receive", "even").out()).isEqualTo("2\n");
        assertThat(cli.run("queue", "drain", "even").code()).isZero();
        assertThat(cli.run("queue", "receive", "even").code()).isEqualTo(ExitCodes.TIMED_OUT);
        assertThat(cli.run("queue", "receive", "odd").out()).isEqualTo("3\n");
    }

    @Test
    @DisplayName("list tells what is lent out, and drain takes that away, too")
    void drainsWhatIsLentOut() {
        host().queues().send("q", "lent");
        host().queues().send("q", "waiting");
        LeaseOptions terms = LeaseOptions.defaults().withPatience(Duration.ofSeconds(30));
        QueueLease lease = host().queues().take("q", terms).orElseThrow();
        assertThat(cli.run("queue", "list", "--json").out()).isEqualTo("[{\"name\":\"q\",\"size\":1,\"leased\":1}]\n");
        assertThat(cli.run("queue", "drain", "q")).isEqualTo(new Cli.Done(0, "", ""));
        assertThat(cli.run("queue", "list").out()).isEqualTo("[{\"name\":\"q\",\"size\":0,\"leased\":0}]\n");
        assertThat(lease.message().value()).isEqualTo("lent");
        assertThat(cli.run("queue", "drain", "q").code()).as("twice").isZero();
    }

    @Test
    @DisplayName("A wait that is interrupted takes no message with it")
    void anInterruptedWaitLosesNothing() throws Exception {
        Cli.Running waiting = cli.start("queue", "receive", "q", "--create", "--wait", "60s");
        new Deadline(Duration.ofSeconds(30))
                .poll(() -> host().queues().list().stream().findFirst())
                .orElseThrow();
        assertThat(waiting.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        host().queues().send("q", 1);
        assertThat(waiting.out().text()).isEmpty();
        assertThat(cli.run("queue", "receive", "q").out()).isEqualTo("1\n");
    }

    @Test
    @DisplayName("A server that goes away while one waits is not reached: 3")
    void theServerGoesWhileOneWaits() throws Exception {
        Cli.Running waiting = cli.start("queue", "receive", "q", "--create", "--wait", "60s");
        new Deadline(Duration.ofSeconds(30))
                .poll(() -> host().queues().list().stream().findFirst())
                .orElseThrow();
        server.close();
        assertThat(waiting.await()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(waiting.out().text()).isEmpty();
        assertThat(waiting.err().text()).startsWith("error: connection_lost: ");
    }

    @Test
    @DisplayName("Of two who wait, one gets the message and the other times out with 4")
    void oneOfTwoGetsIt() throws Exception {
        host();
        Cli.Running one = cli.start("queue", "receive", "q", "--create", "--wait", "2s", "--name", "one");
        Cli.Running two = cli.start("queue", "receive", "q", "--create", "--wait", "2s", "--name", "two");
        host().queues().send("q", Map.of("n", 1));
        assertThat(new int[] {one.await(), two.await()}).containsExactlyInAnyOrder(0, ExitCodes.TIMED_OUT);
        assertThat(one.out().text() + two.out().text()).isEqualTo("{\"n\":1}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue send q --message 1", "queue receive q", "queue drain q", "queue list"})
    void isDeniedWithoutTheGrant(String line) {
        host().queues().send("q", 7);
        String token = cli.run("token", "--room", ROOM, "--name", "n", "--grants", "{\"messaging\":{}}")
                .out()
                .strip();
        Cli.Done done = cli.run((line + " --token " + token).split(" "));
        assertThat(done.err()).startsWith("error: denied: ");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEmpty();
        assertThat(host().queues().receive("q", Duration.ZERO).orElseThrow().value())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            queue; queue
            queue send; QUEUE
            queue send q; --message
            queue send q --message {; is not JSON
            queue send q --message @/does/not/exist; there is no such file
            queue send q r --message 1; Unmatched argument
            queue receive q --wait 0s; longer than zero
            queue receive q --wait soon; is no duration
            queue receive; QUEUE
            queue drain; QUEUE
            queue list q; Unmatched argument
            queue peek q; peek
            """)
    void refusesWrongUsage(String line, String about) {
        Cli.Done done = cli.run(line.split(" "));
        assertThat(done.err()).startsWith("error: ").contains(about);
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "receive", "drain"})
    void refusesAQueueWithoutAName(String command) {
        Cli.Done done = command.equals("send")
                ? cli.run("queue", command, "", "--message", "1")
                : cli.run("queue", command, "");
        assertThat(done.err()).startsWith("error: ").contains("queue");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("queue", "list").out()).isEqualTo("[]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue receive q", "queue drain q"})
    @DisplayName("A mistyped name is an error at once, and makes no queue")
    void makesNoQueueUnasked(String line) {
        Cli.Done done = cli.run(line.split(" "));
        assertThat(done.err()).startsWith("error: not_found: there is no queue 'q' in this room");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("queue", "list").out()).isEqualTo("[]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue receive q --create", "queue receive q --wait 1ms"})
    @DisplayName("Who asks for the queue or waits for a message may be there before the queue is")
    void makesAQueueWhenAsked(String line) {
        assertThat(cli.run(line.split(" ")).code()).isEqualTo(ExitCodes.TIMED_OUT);
        assertThat(cli.run("queue", "list").out()).isEqualTo("[{\"name\":\"q\",\"size\":0,\"leased\":0}]\n");
    }
}
