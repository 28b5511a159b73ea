package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread with a chatbot, as its user sees it. For one thread of execution; what comes from the room waits in a queue.
 *
 * <p>A chatbot shows with signals what it does: it listens, perhaps it thinks, it answers, it has thought. One that leaves a line to
 * somebody else only listens.
 */
final class Conversation {
    /** Between two signals of which one follows the other at once. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** How often to see whether the chatbot is still there. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Shell shell;
    private final Room room;
    private final String botId;
    private final String bot;
    private final String path;
    private final LinkedBlockingQueue<RoomMessage> arrived = new LinkedBlockingQueue<>();
    private boolean midLine;

    Conversation(Shell shell, Room room, String botId, String bot, String path) {
        this.shell = shell;
        this.room = room;
        this.botId = botId;
        this.bot = bot;
        this.path = path;
        room.messaging().onMessage(message -> {
            if (message.from().name().equals(bot)
                    && path.equals(message.message().get("path"))) {
                arrived.add(message);
            }
        });
    }

    void open() {
        room.messaging().send(botId, "opened", Map.of("path", path, "stream", shell.outTerminal()));
    }

    void clear() {
        room.messaging().send(botId, "clear", Map.of("path", path));
    }

    /** Says a line and prints what comes of it. */
    void say(String line, Duration timeout) throws InterruptedException {
        room.messaging().send(botId, "chat", Map.of("path", path, "text", line, "stream", shell.outTerminal()));
        try {
            hear(timeout);
        } catch (InterruptedException e) {
            room.messaging().send(botId, "cancel", Map.of("path", path));
            throw e;
        }
    }

    private void hear(Duration timeout) throws InterruptedException {
        boolean listened = false;
        boolean thinks = false;
        boolean answered = false;
        while (true) {
            boolean more = thinks || !(answered || listened);
            RoomMessage message = more ? awaited(timeout) : arrived.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
            if (message == null && more) {
                throw new TaskException(
                        ErrorCode.TIMED_OUT, bot + " did not answer within " + timeout.toSeconds() + " s");
            } else if (message == null) {
                return;
            }
            switch (message.type()) {
                case "listening" ->
                    listened |= Boolean.FALSE.equals(message.message().get("listening"));
                case "thinking" -> {
                    thinks = Boolean.TRUE.equals(message.message().get("thinking"));
                    if (!thinks) {
                        return;
                    }
                }
                case "chat.delta" -> piece(text(message));
                case "chat" -> {
                    answer(text(message));
                    answered = true;
                }
                case "chat.progress" -> progress(message);
                default -> shell.tell(bot + " sent a message of type " + message.type());
            }
        }
    }

    /** The next message, or null when time is over; a chatbot that has left says no more. */
    private @Nullable RoomMessage awaited(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            boolean gone = isGone();
            long left = Math.min(end - System.nanoTime(), LOOK.toNanos());
            RoomMessage message = arrived.poll(gone ? 0 : left, TimeUnit.NANOSECONDS);
            if (message != null || System.nanoTime() - end >= 0) {
                return message;
            }
            if (gone) {
                throw new TaskException(ErrorCode.UNKNOWN_PARTICIPANT, bot + " left the room before it answered");
            }
        }
    }

    private boolean isGone() {
        return room.isOpen()
                && room.messaging().participants().stream()
                        .noneMatch(one -> one.id().equals(botId));
    }

    private static @Nullable String text(RoomMessage message) {
        return message.message().get("text") instanceof String text ? text : null;
    }

    private void piece(@Nullable String text) {
        if (text != null) {
            shell.out().print(Text.safe(text));
            shell.out().flush();
            midLine = true;
        }
    }

    /** On a terminal the pieces have shown it already. */
    private void answer(@Nullable String text) {
        if (midLine) {
            shell.line("");
        } else {
            shell.line(shell.outTerminal() ? Text.safe(text == null ? "" : text) : text == null ? "" : text);
        }
        midLine = false;
    }

    private void progress(RoomMessage message) {
        Object text = message.message().get("text");
        if (text != null && shell.errTerminal()) {
            shell.tell("(" + message.message().get("chain") + ": " + text + ")");
        }
    }
}
