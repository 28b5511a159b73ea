package dev.taskrunner.examples;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.service.AiServices;
import dev.taskrunner.function.FunctionTaskRunner;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.tools.AgentsToolProvider;
import dev.taskrunner.tools.RoomToolkit;
import java.util.List;

/** Any LangChain4j chatbot gains the room's runners in one line; and runners become a toolkit for everybody in another. */
public final class AnyChatbot {
    private AnyChatbot() {}

    /** A chatbot that knows nothing of rooms. */
    interface Assistant {
        String chat(String text);
    }

    record Add(int a, int b) {}

    record Sum(int sum) {}

    /** Lets the runner add, then says the sum. */
    static final ChatModel SCRIPTED = PromptModels.scripted(AnyChatbot::next);

    private static AiMessage next(ChatRequest request) {
        List<ChatMessage> messages = request.messages();
        if (messages.get(messages.size() - 1) instanceof ToolExecutionResultMessage result) {
            return AiMessage.from("The answer is " + result.text());
        }
        return AiMessage.from(ToolExecutionRequest.builder()
                .id("call-1")
                .name("run_add")
                .arguments("{\"a\":19,\"b\":23}")
                .build());
    }

    /**
     * Serves a runner, lets a chatbot call it, and publishes the same function as a tool.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(PromptModels.openAiOr(SCRIPTED));
    }

    static void run(ChatModel model) {
        try (RoomServer server = RoomServer.start();
                Room host = Room.connect(server.uri("demo"), server.token("demo", "host"));
                Room chat = Room.connect(server.uri("demo"), server.token("demo", "assistant"))) {
            var add = FunctionTaskRunner.of("add", Add.class, Sum.class, in -> new Sum(in.a() + in.b()));
            host.serve(add);
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(model)
                    .toolProvider(AgentsToolProvider.of(chat))
                    .build();
            System.out.println(assistant.chat("What is 19 + 23?"));

            RoomToolkit.publish(host, "math", add);
            System.out.println(
                    chat.toolkits().invoke("math", "add", new Add(1, 2)).toJson());
        }
    }
}
