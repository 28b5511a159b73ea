package dev.taskrunner.llm;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.taskrunner.ChatContext;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Toolkit;
import java.util.ArrayList;
import java.util.List;

/** Uses every hook. */
final class Hooked extends LlmTaskRunner {
    Hooked(LlmOptions options) {
        super(options);
    }

    @Override
    protected List<String> rules(TaskContext context, TaskInput input) {
        List<String> rules = new ArrayList<>(super.rules(context, input));
        rules.add("Mind the hook");
        return rules;
    }

    @Override
    protected List<Toolkit> toolkits(TaskContext context, TaskInput input) {
        List<Toolkit> toolkits = new ArrayList<>(super.toolkits(context, input));
        toolkits.add(Toolkit.of("hooked", Contexts.failing("hook", "no")));
        return toolkits;
    }

    @Override
    protected String prompt(TaskContext context, TaskInput input) {
        return super.prompt(context, input) + "!";
    }

    @Override
    public ChatContext initChatContext() {
        return new ChatContext()
                .add("system", "From the chat")
                .add("user", "Who are you?")
                .add("assistant", "A hook.");
    }

    @Override
    protected List<ChatMessage> beforeModelCall(TaskContext context, List<ChatMessage> messages) {
        List<ChatMessage> more = new ArrayList<>(messages);
        more.add(UserMessage.from("last look"));
        return more;
    }

    @Override
    protected TaskResult answer(TaskContext context, TaskResult answer) {
        return TaskResult.of(answer.asText() + " (hooked)");
    }
}
