package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints messages as they come. */
@Command(
        name = "watch",
        header = "Print each message that comes, as one line of JSON, until Ctrl-C.",
        description = "Each line has from (id, name, role), type and message, and attachment_size if bytes came along.")
final class MessagesWatch implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--count", paramLabel = "N", description = "End after this many messages.")
    private long count = Long.MAX_VALUE;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    MessagesWatch(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        if (count < 1) {
            throw CliException.usage("--count must be at least 1");
        }
        return connection.stay("user", this::watch);
    }

    private int watch(Room room) throws InterruptedException {
        // An empty element says that the room is left for good.
        BlockingQueue<Optional<RoomMessage>> arrived = new LinkedBlockingQueue<>();
        room.messaging().onMessage(message -> arrived.add(Optional.of(message)));
        room.ended().thenRun(() -> arrived.add(Optional.empty()));
        room.messaging().enable();
        shell.tell("watching room " + room.roomName() + " as " + room.name());
        for (long seen = 0; seen < count; seen++) {
            Optional<RoomMessage> message = arrived.take();
            if (message.isEmpty()) {
                throw new CliException(
                        ExitCodes.UNREACHABLE,
                        "the room let go: " + room.ended().getNow(""),
                        null);
            }
            shell.json(describe(message.get()));
        }
        return ExitCodes.OK;
    }

    private static Map<String, Object> describe(RoomMessage message) {
        Map<String, Object> from = new LinkedHashMap<>();
        from.put("id", message.from().id());
        from.put("name", message.from().name());
        from.put("role", message.from().role());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("from", from);
        line.put("type", message.type());
        line.put("message", message.message());
        message.attachment().ifPresent(bytes -> line.put("attachment_size", bytes.size()));
        return line;
    }
}
