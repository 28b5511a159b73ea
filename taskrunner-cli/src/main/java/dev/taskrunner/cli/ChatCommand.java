package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskException;
import dev.taskrunner.chat.ChatBot;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Talks to a chatbot: a line in, an answer out. */
@Command(
        name = "chat",
        header = "Talk to a chatbot in the room: each line of standard input is said to it.",
        description =
                "Prints the answers; edits lines and keeps a history on a terminal. '/clear' forgets the conversation, '/quit' or the end of the input ends it,"
                        + " Ctrl-C cancels the answer and ends it.")
final class ChatCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Shell shell;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "The chatbot's name. Default: the only chatbot in the room.")
    private @Nullable String agent;

    @Option(
            names = "--thread",
            paramLabel = "PATH",
            description =
                    "The thread. Default: .threads/CHATBOT/YOU.thread; others who name the same thread are in it too.")
    private @Nullable String thread;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationOption.class,
            description = "How long to wait for an answer. Default: 5m.")
    private Duration timeout = Duration.ofMinutes(5);

    @Mixin
    private final Connection connection;

    ChatCommand(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        return connection.stay("user", this::talk);
    }

    private int talk(Room room) throws Exception {
        Roster roster = Roster.enter(room);
        String bot = agent == null ? onlyChatBot(room) : agent;
        String path = thread == null ? ".threads/" + bot + "/" + room.name() + ".thread" : thread;
        Conversation conversation = new Conversation(shell, room, roster.id(bot), bot, path);
        shell.tell("talking with " + bot + " in room " + room.roomName());
        conversation.open();
        try (Lines lines = Lines.of(shell, "chat")) {
            for (String line = lines.next("> "); line != null && !line.equals("/quit"); line = lines.next("> ")) {
                if (line.equals("/clear")) {
                    conversation.clear();
                } else if (!line.isBlank()) {
                    conversation.say(line, timeout);
                }
            }
        }
        return ExitCodes.OK;
    }

    private static String onlyChatBot(Room room) throws InterruptedException {
        List<String> found = new Deadline(PATIENCE)
                .poll(() -> Optional.of(chatBots(room)).filter(some -> !some.isEmpty()))
                .orElse(List.of());
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new TaskException(
                ErrorCode.UNKNOWN_PARTICIPANT,
                found.isEmpty()
                        ? "there is no chatbot in this room; name one with --agent if it does not say that it is one"
                        : "there are several chatbots in this room: " + found + "; choose one with --agent");
    }

    private static List<String> chatBots(Room room) {
        return room.messaging().participants().stream()
                .filter(one -> one.attributes().containsKey(ChatBot.TITLE_ATTRIBUTE))
                .map(Participant::name)
                .distinct()
                .sorted()
                .toList();
    }
}
