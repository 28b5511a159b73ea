package dev.taskrunner.examples;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.service.AiServices;
import dev.taskrunner.Progress;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.llm.LlmTaskRunner;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.tools.AgentsToolProvider;
import java.util.ArrayList;
import java.util.List;

/**
 * A team of three levels: a LangChain4j chatbot asks a planner, the planner asks workers. Each finds the next by name in the room; the
 * chain of names travels with the asks, and progress of the workers reaches the chatbot.
 */
public final class Team {
    private static final String CITY = """
            {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

    private Team() {}

    /** A chatbot that knows nothing of rooms. */
    interface Assistant {
        String chat(String text);
    }

    /** Calls each tool that it is offered, once, then says what they answered. */
    static ChatModel scripted(String arguments) {
        return PromptModels.scripted(request -> next(request, arguments));
    }

    private static AiMessage next(ChatRequest request, String arguments) {
        List<String> answers = new ArrayList<>();
        for (ChatMessage message : request.messages()) {
            if (message instanceof ToolExecutionResultMessage result) {
                answers.add(result.text());
            }
        }
        if (!answers.isEmpty()) {
            return AiMessage.from(String.join(" ", answers));
        }
        return AiMessage.from(request.toolSpecifications().stream()
                .map(tool -> ToolExecutionRequest.builder()
                        .id(tool.name())
                        .name(tool.name())
                        .arguments(arguments)
                        .build())
                .toList());
    }

    private static TaskRunner worker(String name, String description, String answer) {
        TaskSpec spec = TaskSpec.builder(name)
                .description(description)
                .inputSchema(CITY)
                .labels("worker")
                .build();
        return TaskRunner.of(spec, (context, input) -> {
            context.progress("looking at " + input.asMap().get("city"));
            return TaskResult.of(answer);
        });
    }

    private static void show(String agent, Progress report) {
        if (!report.chain().isEmpty()) {
            System.out.println("… " + String.join(" → ", report.chain()) + ": " + report.text());
        }
    }

    /**
     * Serves the team and talks to the chatbot.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(
                PromptModels.openAiOr(scripted("{\"prompt\":\"A day in Paris\"}")),
                PromptModels.openAiOr(scripted("{\"city\":\"Paris\"}")));
    }

    static void run(ChatModel chatting, ChatModel planning) {
        try (RoomServer server = RoomServer.start();
                Room host = Room.connect(server.uri("demo"), server.token("demo", "host"));
                Room chat = Room.connect(server.uri("demo"), server.token("demo", "assistant"))) {
            host.serve(worker("weather", "Tells the weather in a city", "It will be sunny."));
            host.serve(worker("sights", "Names what to see in a city", "See the river."));
            host.serve(LlmTaskRunner.builder("planner", planning)
                    .description("Plans a day in a city")
                    .rule("Ask the weather and the sights before you plan.")
                    .requires(RequiredToolkit.of("agents", "weather", "sights"))
                    .build());
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(chatting)
                    .toolProvider(AgentsToolProvider.builder(chat)
                            .filter(spec -> !spec.labels().contains("worker"))
                            .progress(Team::show)
                            .build())
                    .build();
            System.out.println(assistant.chat("Plan me a day in Paris"));
        }
    }
}
