package dev.taskrunner.llm.loop;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;

/**
 * How a {@link ModelLoop} ended.
 *
 * @param text the answer; empty if the model said nothing
 * @param last the response that holds it
 * @param messages the whole conversation, from the first message given to the answer
 * @param tokens the tokens of all requests together; counts are null when the model does not tell them
 * @param modelCalls how many requests there were
 * @param toolCalls how many tools were called
 */
public record LoopResult(
        String text, ChatResponse last, List<ChatMessage> messages, TokenUsage tokens, int modelCalls, int toolCalls) {

    /**
     * Copies the messages.
     *
     * @param text the answer
     * @param last the response that holds it
     * @param messages the whole conversation
     * @param tokens the tokens of all requests together
     * @param modelCalls how many requests there were
     * @param toolCalls how many tools were called
     */
    public LoopResult {
        messages = List.copyOf(messages);
    }
}
