package dev.taskrunner.chat;

import dev.taskrunner.Cancellation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomMessage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a chatbot does about each message of a thread. Safe for several threads; called by one at a time for each chat thread. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String APOLOGY = "I am sorry, something went wrong, and I cannot answer that.";
    private static final String TOO_LATE = "I am sorry, that took too long, and I have stopped.";

    final Room room;
    final ChatOptions options;
    final Delivery delivery;
    final AttachedFiles files;
    final Executor pieces;
    final Clock clock = Clock.systemUTC();

    Answers(Room room, ChatOptions options, Executor pieces) {
        this.room = room;
        this.options = options;
        this.delivery = new Delivery(room);
        this.files = new AttachedFiles(room, options.media());
        this.pieces = pieces;
    }

    void handle(ChatThread thread, RoomMessage message, Cancellation cancellation) {
        switch (message.type()) {
            case ChatWire.OPENED -> opened(thread, message);
            case ChatWire.CLEAR -> options.history().clear(thread.path());
            case ChatWire.GET_TOOLKITS -> tellToolkits(thread, message.from());
            case ChatWire.CHAT -> chat(thread, message, cancellation);
            default -> LOG.debug("a message '{}' is not for a chatbot", message.type());
        }
    }

    /** Tells who asks for it what was said before, and greets once, where nothing was. */
    private void opened(ChatThread thread, RoomMessage message) {
        Participant by = message.from();
        List<ChatLine> lines = options.history().lines(thread.path());
        if (message.message().get("history") instanceof Number wanted) {
            boolean own = Earlier.isOwn(thread.path(), room.name(), by.name());
            Earlier earlier = Earlier.of(lines, by.name(), own, Math.max(0, wanted.intValue()));
            Delivery.once(room, by.id(), ChatWire.HISTORY, earlier.message(thread.path()));
        }
        String greeting = options.greeting();
        if (greeting != null && lines.isEmpty()) {
            options.history().add(thread.path(), new ChatLine(room.name(), greeting, clock.instant()));
            Delivery.once(room, by.id(), ChatWire.CHAT, ChatWire.chat(thread.path(), greeting));
        }
    }

    private void tellToolkits(ChatThread thread, Participant to) {
        List<String> names = new ArrayList<>(List.of("agents"));
        room.toolkits().listFor(to.id()).forEach(kit -> names.add(kit.name()));
        Delivery.once(room, to.id(), ChatWire.TOOLKITS, ChatWire.toolkits(thread.path(), names));
    }

    private void chat(ChatThread thread, RoomMessage message, Cancellation cancellation) {
        String since = room.participantId();
        String trouble = null;
        try {
            String said = ChatWire.text(message.message());
            options.history().add(thread.path(), new ChatLine(message.from().name(), said, clock.instant()));
            if (!isExpected(thread)) {
                return;
            }
        } catch (TaskException e) {
            LOG.warn("the history of {} cannot be used: {}", thread.path(), e.code(), e);
            trouble = APOLOGY;
        }
        signal(thread, ChatWire.THINKING, true);
        try {
            String answer = trouble == null ? answer(thread, message, cancellation) : trouble;
            if (answer != null) {
                deliver(thread, message.from(), since, answer);
            }
        } finally {
            signal(thread, ChatWire.THINKING, false);
        }
    }

    private void deliver(ChatThread thread, Participant asker, String since, String text) {
        delivery.reliably(thread.members(), asker.name(), since, ChatWire.CHAT, ChatWire.chat(thread.path(), text));
    }

    /** The answer, or an apology; null when nobody wants one any more. */
    private @Nullable String answer(ChatThread thread, RoomMessage message, Cancellation cancellation) {
        try {
            return new Turn(this, thread, message).think(cancellation);
        } catch (TaskException e) {
            if (cancellation.isCancelled()) {
                LOG.debug("an answer in {} was cancelled", thread.path());
                return null;
            }
            LOG.warn("no answer in {}: {}", thread.path(), e.code(), e);
            return e.code() == ErrorCode.TIMED_OUT ? TOO_LATE : APOLOGY;
        } catch (RuntimeException e) {
            LOG.error("no answer in {}", thread.path(), e);
            return APOLOGY;
        }
    }

    private void signal(ChatThread thread, String name, boolean value) {
        delivery.signal(thread.members()::has, name, ChatWire.signal(thread.path(), name, value));
    }

    private boolean isExpected(ChatThread thread) {
        signal(thread, ChatWire.LISTENING, true);
        try {
            List<String> people = thread.members().people();
            return people.size() < 2
                    || options.turns()
                            .isExpected(new TurnTaking.Situation(
                                    room.name(), people, options.history().lines(thread.path())));
        } finally {
            signal(thread, ChatWire.LISTENING, false);
        }
    }
}
