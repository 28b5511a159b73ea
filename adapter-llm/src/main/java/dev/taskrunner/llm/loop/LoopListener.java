package dev.taskrunner.llm.loop;

import dev.langchain4j.data.message.ChatMessage;
import java.util.List;

/**
 * Hears of the steps of a {@link ModelLoop}, and may change what the model is sent. All methods do nothing unless overridden,
 * must be quick and must not throw. {@link #onText} comes on a thread of the loop or of the model, the others on the thread
 * that called {@link ModelLoop#run}.
 */
public interface LoopListener {
    /** Hears nothing. */
    LoopListener NONE = new LoopListener() {};

    /**
     * Before each request: a last look at the messages. What is returned goes to the model; the conversation itself stays.
     *
     * @param call the number of the request, from 1
     * @param messages what would be sent; a copy
     * @return what is sent instead, or the same
     */
    default List<ChatMessage> beforeModelCall(int call, List<ChatMessage> messages) {
        return messages;
    }

    /**
     * A piece of text came from a model that streams.
     *
     * @param delta the piece
     */
    default void onText(String delta) {}

    /**
     * A tool is about to be called.
     *
     * @param tool its name, as its toolkit knows it
     */
    default void onToolCall(String tool) {}

    /**
     * A tool has answered; those of one round are told of when all have.
     *
     * @param tool its name, as its toolkit knows it
     * @param failed whether the model was told of an error
     */
    default void onToolResult(String tool, boolean failed) {}

    /**
     * An answer of the model will not do and goes back to it.
     *
     * @param number how often so far, from 1
     */
    default void onRepair(int number) {}
}
