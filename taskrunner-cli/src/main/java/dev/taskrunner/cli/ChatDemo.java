package dev.taskrunner.cli;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.chat.ChatBot;
import dev.taskrunner.langchain4j.LangChain4jTaskRunner;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A chatbot that calls a Java method, a LangChain4j agent and an LLM runner in one turn. */
final class ChatDemo {
    private static final String QUESTION =
            "Which of 'a', 'tree' and 'of' is the longest word, how do you say it in French,"
                    + " and what do 19 apples at 25 cents each cost?";

    private ChatDemo() {}

    static DemoPart part(Shell shell) {
        Optional<OpenAiModel> real = OpenAiModel.of(shell, Optional.empty());
        ChatModel model = real.map(OpenAiModel::model).orElseGet(() -> new Scripted(ChatDemo::chat));
        ChatModel french =
                real.map(OpenAiModel::model).orElseGet(() -> new Scripted(request -> answer(AiMessage.from("arbre"))));
        ChatBot.Builder bot = ChatBot.builder("chatbot", model)
                .title("Ask for words and prices")
                .rule("Use the tools for what they are made for, all that are needed at once. Name prices in cents.")
                .requires(RequiredToolkit.of("agents", "longest", "interpreter", "cashier"));
        return new DemoPart(
                "a LangChain4j agent, and a chatbot that calls it, a Java method and an LLM runner",
                List.of(),
                List.of(interpreter(french)),
                List.of(bot),
                List.of(DemoStep.said("chatbot", QUESTION, "tree", "arbre", "475")));
    }

    /** An agent as people write them; it knows nothing of rooms. */
    interface Interpreter {
        @UserMessage("Translate this word into French, answer with that word only: {{word}}")
        String translate(@V("word") String word);
    }

    private static TaskRunner interpreter(ChatModel model) {
        return LangChain4jTaskRunner.of("interpreter", AiServices.create(Interpreter.class, model));
    }

    /** What a model would do here: call all three, then say what came. */
    private static ChatResponse chat(ChatRequest request) {
        List<ChatMessage> messages = request.messages();
        if (!(messages.get(messages.size() - 1) instanceof ToolExecutionResultMessage)) {
            return answer(AiMessage.from(
                    call("run_longest", "{\"words\":[\"a\",\"tree\",\"of\"]}"),
                    call("run_interpreter", "{\"word\":\"tree\"}"),
                    call("run_cashier", "{\"prompt\":\"19 apples at 25 cents each\"}")));
        }
        return answer(AiMessage.from(messages.stream()
                .filter(ToolExecutionResultMessage.class::isInstance)
                .map(ToolExecutionResultMessage.class::cast)
                .map(result -> result.toolName().substring("run_".length()) + " says " + result.text())
                .collect(Collectors.joining(", "))));
    }

    private record Scripted(Function<ChatRequest, ChatResponse> script) implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            return script.apply(request);
        }
    }

    private static ToolExecutionRequest call(String tool, String arguments) {
        return ToolExecutionRequest.builder()
                .id(tool)
                .name(tool)
                .arguments(arguments)
                .build();
    }

    private static ChatResponse answer(AiMessage message) {
        return ChatResponse.builder().aiMessage(message).build();
    }
}
