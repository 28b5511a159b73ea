package dev.taskrunner.chat;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.Toolkit;
import dev.taskrunner.langchain4j.bridge.MediaContents;
import dev.taskrunner.llm.loop.LoopLimits;
import dev.taskrunner.llm.loop.ModelLoop;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomException;
import dev.taskrunner.room.RoomMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A chatbot in a room: answers {@code chat} messages thread by thread (classic protocol §11.2), with tools.
 *
 * <pre>{@code
 * ChatBot bot = ChatBot.builder("chatbot", model)
 *         .rule("Be brief")
 *         .requires(RequiredToolkit.of("agents"))
 *         .join(room);
 * }</pre>
 *
 * <h2>Threads</h2>
 *
 * A thread is a path, by convention {@code .threads/<chatbot>/<user>.thread}. Messages of one thread are answered one after the
 * other, those of different threads at once. Everybody who has opened a thread, or said something in it, hears the answers; with
 * several people there, {@link TurnTaking} decides which lines are answered. Who knows a thread's path is in it: paths are no
 * secrets to build on.
 *
 * <h2>Tools</h2>
 *
 * Those given, those required (fresh for each message, on behalf of who sent it; the toolkit {@code agents} means the room's runners),
 * and those that a message names. Whatever a tool does is done on behalf of the sender and with no more rights than the sender has.
 *
 * <h2>Attachments</h2>
 *
 * Files of the room that a message names go to the model with it: images, PDF, audio, video and text. They are read with no more rights
 * than the sender has. Those that cannot be read are answered with why, by name, and the model is not asked.
 *
 * <h2>When things go wrong</h2>
 *
 * An error of the model is logged and answered with an apology; errors of tools are told to the model. A lost connection is made
 * again, and an answer that was under way is sent then. {@code cancel} stops the answer that is being made. Everything is bounded:
 * threads, messages that wait, answers at once, the time for one answer, the tool loop.
 *
 * <p>Safe for several threads. Close it to leave.
 */
public final class ChatBot implements AutoCloseable {
    /** The attribute by which pages show a thread that is empty yet, and by which chatbots are known. */
    public static final String TITLE_ATTRIBUTE = "empty_state_title";

    private final Room room;
    private final boolean ownsRoom;
    private final ChatThreads threads;
    private final Runnable unsubscribe;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ChatBot(Room room, boolean ownsRoom, ChatOptions options) {
        this.room = room;
        this.ownsRoom = ownsRoom;
        this.threads = new ChatThreads(room, options);
        room.require(options.required());
        this.unsubscribe = room.messaging().onMessage(this::onMessage);
        room.messaging().enable();
        room.setAttributes(Map.of(TITLE_ATTRIBUTE, options.title()));
    }

    /**
     * Starts with a model that answers at once.
     *
     * @param name the participant's name
     * @param model the model
     * @return a builder without rules and tools
     */
    public static Builder builder(String name, ChatModel model) {
        return new Builder(name, ModelLoop.builders(model));
    }

    /**
     * Starts with a model that answers bit by bit: participants who ask for it hear the bits.
     *
     * @param name the participant's name
     * @param model the model
     * @return a builder without rules and tools
     */
    public static Builder builder(String name, StreamingChatModel model) {
        return new Builder(name, ModelLoop.builders(model));
    }

    /**
     * The participant's name.
     *
     * @return the name
     */
    public String name() {
        return room.name();
    }

    private void onMessage(RoomMessage message) {
        threads.accept(message);
    }

    /** Stops what is being answered and leaves the room; a room that was joined under the chatbot's own name stays open. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        unsubscribe.run();
        threads.close();
        if (ownsRoom) {
            room.close();
        }
    }

    /** Collects what a chatbot is made of; not for several threads. */
    public static final class Builder {
        private final String name;
        private final ChatOptions.Builder values;

        private Builder(String name, Supplier<ModelLoop.Builder> loop) {
            this.name = name;
            this.values = new ChatOptions.Builder(loop);
        }

        /**
         * Adds a rule that the model is given with each answer.
         *
         * @param rule the rule
         * @return this
         */
        public Builder rule(String rule) {
            values.rules.add(rule);
            return this;
        }

        /**
         * Adds a rule for those who use a certain client.
         *
         * @param client the value of the participant's attribute {@code client}
         * @param rule the rule
         * @return this
         */
        public Builder ruleFor(String client, String rule) {
            values.addClientRule(client, rule);
            return this;
        }

        /**
         * Sets what is said when somebody opens a thread in which nothing was said yet; unset, nothing is.
         *
         * @param text the greeting
         * @return this
         */
        public Builder greeting(String text) {
            values.greeting = text;
            return this;
        }

        /**
         * Sets what pages show in an empty thread.
         *
         * @param text the title; "How can I help you?" unless set
         * @return this
         */
        public Builder title(String text) {
            values.title = text;
            return this;
        }

        /**
         * Adds toolkits that are always there.
         *
         * @param toolkits the toolkits
         * @return this
         */
        public Builder toolkits(Toolkit... toolkits) {
            values.addToolkits(toolkits);
            return this;
        }

        /**
         * Adds toolkits of the room; waited for when the chatbot joins, and looked up for each message. {@code agents} means the
         * room's runners.
         *
         * @param toolkits the toolkits
         * @return this
         */
        public Builder requires(RequiredToolkit... toolkits) {
            values.addRequired(toolkits);
            return this;
        }

        /**
         * Allows senders to choose a model by its name.
         *
         * @param names the names, as the provider knows them; another one in a message is answered by the default model
         * @return this
         */
        public Builder allowModels(String... names) {
            values.models.addAll(java.util.List.of(names));
            return this;
        }

        /**
         * Sets where threads are kept.
         *
         * @param history in memory unless set
         * @return this
         */
        public Builder history(ThreadHistory history) {
            values.history = history;
            return this;
        }

        /**
         * Sets which lines are answered where several people talk.
         *
         * @param turns by names unless set
         * @return this
         */
        public Builder turnTaking(TurnTaking turns) {
            values.turns = turns;
            return this;
        }

        /**
         * Bounds what the model may use up for one answer.
         *
         * @param limits the loop's default unless set
         * @return this
         */
        public Builder limits(LoopLimits limits) {
            values.limits = limits;
            return this;
        }

        /**
         * Bounds the time for one answer, the model's and the tools' together.
         *
         * @param time 5 minutes unless set
         * @return this
         */
        public Builder answerTimeout(Duration time) {
            values.answerTimeout = ChatOptions.positive(time);
            return this;
        }

        /**
         * Bounds the files that a message may attach; beyond, they are refused in words.
         *
         * @param bytes how many bytes they may have together; 20 MiB unless set
         * @param files how many there may be; 100 unless set
         * @return this
         */
        public Builder attachmentLimits(int bytes, int files) {
            values.media = MediaContents.limitedTo(bytes, files);
            return this;
        }

        /**
         * Bounds how much of a thread the model is sent.
         *
         * @param lines the latest ones; 100 unless set
         * @return this
         */
        public Builder maxLines(int lines) {
            values.maxLines = ChatOptions.positive("maxLines", lines);
            return this;
        }

        /**
         * Bounds how many messages may wait in one thread; more are answered with a request for patience.
         *
         * @param messages 16 unless set
         * @return this
         */
        public Builder maxWaiting(int messages) {
            values.maxWaiting = ChatOptions.positive("maxWaiting", messages);
            return this;
        }

        /**
         * Bounds how many answers are made at once; the others wait.
         *
         * @param answers 32 unless set
         * @return this
         */
        public Builder maxAnswersAtOnce(int answers) {
            values.maxAnswersAtOnce = ChatOptions.positive("maxAnswersAtOnce", answers);
            return this;
        }

        /**
         * Joins and begins to answer.
         *
         * @param room the room: joined once more under the chatbot's name, unless it was joined under that
         * @return the chatbot
         * @throws TaskException {@link ErrorCode#TIMED_OUT} if a required toolkit does not appear in time, or the room refuses
         * @throws RoomException if the room cannot be joined under that name
         */
        public ChatBot join(Room room) {
            boolean own = !room.name().equals(name);
            Room joined = own ? room.joinAs(name) : room;
            try {
                return new ChatBot(joined, own, values.build());
            } catch (RuntimeException e) {
                if (own) {
                    joined.close();
                }
                throw e;
            }
        }
    }
}
