package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.Toolkit;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whoever mistypes a name hears which one was meant, wherever names are given. */
class HintsTest extends InRoom {

    private void meant(String name, int code, String... command) {
        Cli.Done done = cli.run(command);
        assertThat(done.code()).as(done.err()).isEqualTo(code);
        assertThat(done.err()).contains("did you mean '" + name + "'?");
        assertThat(done.out()).isEmpty();
    }

    @Test
    void toolkitsAndTools() {
        host().toolkits().register(Toolkit.of("kitchen", ToolkitsTest.twice()), true);
        meant("kitchen", 1, "toolkits", "invoke", "--toolkit", "kitchn", "--tool", "twice", "--timeout", "3s");
        meant("twice", 1, "toolkits", "invoke", "--toolkit", "kitchen", "--tool", "twize");
    }

    @Test
    @DisplayName("A toolkit that does not come is said not to be there, and not to have timed out")
    void absentToolkit() {
        Cli.Done done = cli.run("toolkits", "invoke", "--toolkit", "kit", "--tool", "t", "--timeout", "3s");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err()).isEqualTo("error: unknown_tool: toolkit 'kit' is not in the room; there are: []\n");
    }

    @Test
    void queues() {
        host().queues().send("orders", Map.of("n", 1));
        meant("orders", 1, "queue", "drain", "oders");
        meant("orders", 1, "queue", "receive", "oders");
        meant("orders", 4, "queue", "receive", "oders", "--wait", "1ms");
        host().queues().drain("orders");
        assertThat(cli.run("queue", "receive", "orders").err())
                .isEqualTo("error: timed_out: there is no message in queue 'orders'\n");
    }

    @Test
    @DisplayName("Who waits for messages of a mistyped queue hears so at once, and not when the time is over")
    void awaitedQueues() throws Exception {
        host().queues().send("orders", Map.of("n", 1));
        Cli.Running waiting = cli.start("queue", "receive", "oders", "--wait", "1h");
        waiting.err().awaitLine("queue 'oders' is not in the room yet; did you mean 'orders'?"::equals);
        assertThat(waiting.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    void files() {
        host().storage().writeBytes("reports/may.txt", "x".getBytes(StandardCharsets.UTF_8));
        meant("reports/may.txt", 1, "storage", "cat", "reports/mai.txt");
        meant("reports/may.txt", 1, "storage", "rm", "reports/mayy.txt");
        meant("reports", 1, "storage", "cat", "report");
    }

    @Test
    void secrets() {
        cli.input("x").run("secrets", "set", "api-key");
        meant("api-key", 1, "secrets", "get", "apikey");
        meant("api-key", 1, "secrets", "rm", "api-kye");
    }

    @Test
    void people() {
        host().messaging().enable();
        meant("host", 1, "messages", "send", "--to", "hots", "--type", "t", "--message", "{}");
        meant("host", 1, "chat", "--agent", "hots");
    }

    @Test
    @DisplayName("A required option that was mistyped is not just called missing")
    void requiredOptions() {
        meant("--agent", 2, "agents", "ask", "--agnet", "add");
        meant("--queue", 2, "worker", "--queu", "q", "--agent", "a");
    }

    @Test
    @DisplayName("A room with nothing in it may be another one's name mistyped; a server for development tells")
    void rooms() throws Exception {
        RoomServerOptions options =
                RoomServerOptions.builder().secret(SECRET).localAccess(true).build();
        try (RoomServer own = RoomServer.start(options)) {
            cli.with("MESHAGENT_API_URL", Addresses.webSocket(own).toString());
            Cli.Running served = cli.start("messages", "watch", "--room", "kitchen");
            served.err().awaitLine(line -> line.contains("watching"));
            Cli.Done done = cli.run("agents", "describe", "cook", "--room", "kitchn");
            assertThat(done.err()).contains("room 'kitchn' has none, did you mean room 'kitchen'?");
            assertThat(cli.run("names", "taskrunner agents list --room k").out())
                    .contains("kitchen\n");
            served.interrupt();
        }
    }

    @Test
    @DisplayName("What may not be listed is not suggested, and the error stays what it was")
    void withoutTheRightToList() {
        TaskException denied = new TaskException(ErrorCode.DENIED, "no listing for you");
        TaskException absent = new TaskException(ErrorCode.NOT_FOUND, "there is no file 'a'");
        assertThatThrownBy(() -> Suggestions.named(
                        "a",
                        () -> {
                            throw denied;
                        },
                        () -> {
                            throw absent;
                        }))
                .isSameAs(absent);
    }
}
