package dev.taskrunner.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.taskrunner.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The chat context of a task as LangChain4j's messages. */
final class Conversations {
    private Conversations() {}

    static List<ChatMessage> of(TaskContext context) {
        List<ChatMessage> messages = new ArrayList<>();
        for (Map<String, Object> one : context.chat().messages()) {
            String text = String.valueOf(one.get("content"));
            messages.add(
                    switch (String.valueOf(one.get("role"))) {
                        case "system", "developer" -> SystemMessage.from(text);
                        case "assistant" -> AiMessage.from(text);
                        default -> UserMessage.from(text);
                    });
        }
        return messages;
    }
}
