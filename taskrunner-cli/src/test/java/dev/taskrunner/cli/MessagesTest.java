package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Attachment;
import dev.taskrunner.room.RoomMessage;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessagesTest extends InRoom {
    private final BlockingQueue<RoomMessage> heard = new LinkedBlockingQueue<>();

    @BeforeEach
    void listen() {
        host().messaging().onMessage(heard::add);
        host().messaging().enable();
    }

    @Test
    void sendsToOne() throws Exception {
        Cli.Done done = cli.run("messages", "send", "--to", "host", "--type", "chat", "--message", "{\"text\":\"hi\"}");
        assertThat(done).isEqualTo(new Cli.Done(0, "", ""));
        RoomMessage message = next();
        assertThat(message.type()).isEqualTo("chat");
        assertThat(message.message()).isEqualTo(Map.of("text", "hi"));
        assertThat(message.from().name()).isEqualTo("tester");
    }

    @Test
    void saysThatTheRecipientIsNotThere() {
        Cli.Done done = cli.run("messages", "send", "--to", "bob", "--type", "chat", "--message", "{}");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err())
                .startsWith("error: unknown_participant: ")
                .contains("bob")
                .contains("[host]");
    }

    @Test
    void broadcasts() throws Exception {
        cli.input("{\"n\":1}");
        assertThat(cli.run("room", "messages", "broadcast", "--type", "news", "--message", "-"))
                .isEqualTo(new Cli.Done(0, "", ""));
        RoomMessage message = next();
        assertThat(message.type()).isEqualTo("news");
        assertThat(message.message()).isEqualTo(Map.of("n", 1));
        assertThat(message.from().name()).isEqualTo("tester");
    }

    @Test
    void watchesUntilTheCountIsReached() throws Exception {
        Cli.Running running = cli.start("messages", "watch", "--count", "2", "--name", "watcher");
        running.err().awaitLine(line -> line.equals("watching room " + ROOM + " as watcher"));
        host().messaging().broadcast("news", Map.of("n", 1));
        String id = new Deadline(java.time.Duration.ofSeconds(10))
                .poll(() -> host().messaging().participants().stream()
                        .filter(participant -> participant.name().equals("watcher"))
                        .findFirst())
                .orElseThrow()
                .id();
        host().messaging().send(id, "file", Map.of(), Attachment.of(new byte[3]));
        assertThat(running.await()).isZero();
        String from = "{\"from\":{\"id\":\"" + host().participantId() + "\",\"name\":\"host\",\"role\":\"agent\"}";
        assertThat(running.out().text())
                .isEqualTo(from + ",\"type\":\"news\",\"message\":{\"n\":1}}\n" + from
                        + ",\"type\":\"file\",\"message\":{},\"attachment_size\":3}\n");
    }

    @Test
    void watchesUntilInterrupted() throws Exception {
        Cli.Running running = cli.start("messages", "watch");
        running.err().awaitLine(line -> line.startsWith("watching"));
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    void countsFromOne() {
        assertThat(cli.run("messages", "watch", "--count", "0").code()).isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void refusesMessagesThatAreNoObjects() {
        Cli.Done done = cli.run("messages", "broadcast", "--type", "t", "--message", "[1]");
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.err()).contains("--message must be a JSON object");
    }

    private RoomMessage next() throws InterruptedException {
        RoomMessage message = heard.poll(30, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message;
    }
}
