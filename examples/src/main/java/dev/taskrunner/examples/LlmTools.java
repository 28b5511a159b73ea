package dev.taskrunner.examples;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.taskrunner.AskOptions;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.llm.LlmTaskRunner;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.server.RoomServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A model that uses tools of the room and tools that its caller brings along; its steps reach the caller as progress. */
public final class LlmTools {
    private LlmTools() {}

    /** Calls every tool that it is offered, then says what they answered. */
    static final ChatModel SCRIPTED = PromptModels.scripted(LlmTools::next);

    private static AiMessage next(ChatRequest request) {
        List<String> answers = new ArrayList<>();
        for (ChatMessage message : request.messages()) {
            if (message instanceof ToolExecutionResultMessage result) {
                answers.add(result.text());
            }
        }
        if (!answers.isEmpty()) {
            return AiMessage.from("It is " + String.join(", and you have ", answers) + ".");
        }
        List<ToolExecutionRequest> calls = new ArrayList<>();
        for (ToolSpecification tool : request.toolSpecifications()) {
            calls.add(ToolExecutionRequest.builder()
                    .id("call-" + calls.size())
                    .name(tool.name())
                    .arguments("{}")
                    .build());
        }
        return AiMessage.from(calls);
    }

    private static Toolkit toolkit(String name, String tool, String description, String answer) {
        return Toolkit.of(
                name, Tool.of(tool, description, JsonSchema.noArguments(), (context, input) -> TaskResult.of(answer)));
    }

    /**
     * Serves the runner beside a toolkit of the room, and asks it with a private toolkit.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(PromptModels.openAiOr(SCRIPTED));
    }

    static void run(ChatModel model) {
        try (RoomServer server = RoomServer.start();
                Room provider = Room.connect(server.uri("demo"), server.token("demo", "provider"));
                Room caller = Room.connect(server.uri("demo"), server.token("demo", "alice"))) {
            provider.toolkits().register(toolkit("weather", "weather", "Tells the weather", "sunny"), true);
            caller.toolkits().register(toolkit("wardrobe", "umbrella", "Tells what I own", "one umbrella"), false);
            provider.serve(LlmTaskRunner.builder("adviser", model)
                    .rule("Look at the weather and at what the user owns before you advise.")
                    .requires(RequiredToolkit.of("weather"))
                    .maxToolRounds(4)
                    .build());
            AskOptions options = AskOptions.builder()
                    .toolkit("wardrobe")
                    .progress(step -> System.out.println("… " + step.text()))
                    .build();
            System.out.println(caller.agents()
                    .ask("adviser", Map.of("prompt", "Do I need an umbrella?"), options)
                    .asText());
        }
    }
}
