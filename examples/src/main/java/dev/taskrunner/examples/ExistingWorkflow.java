package dev.taskrunner.examples;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.langchain4j.LangChain4jTaskRunner;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.util.Map;

/** A workflow of LangChain4j's agentic module as a runner: its arguments are what its agents need from outside. */
public final class ExistingWorkflow {
    private ExistingWorkflow() {}

    /** How a story is told. */
    public enum Style {
        /** To laugh. */
        FUNNY,
        /** To shiver. */
        SCARY
    }

    /** Writes. */
    public interface Writer {
        /**
         * Writes a story.
         *
         * @param topic what about
         * @param style how
         * @return the draft
         */
        @UserMessage("Write a {{style}} story of one sentence about {{topic}}.")
        @Agent(description = "writes a story", outputKey = "draft")
        String write(@V("topic") String topic, @V("style") Style style);
    }

    /** Shortens. */
    public interface Editor {
        /**
         * Shortens a story.
         *
         * @param draft the story
         * @return a shorter one
         */
        @UserMessage("Make this shorter: {{draft}}")
        @Agent(description = "shortens a story", outputKey = "story")
        String edit(@V("draft") String draft);
    }

    /**
     * Serves the workflow in a room of its own and asks it.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(Models.choose(System.getenv(), "The cat ran for mayor and it won.", "The cat became mayor."));
    }

    static void run(ChatModel model) {
        UntypedAgent workflow = AgenticServices.sequenceBuilder()
                .subAgents(
                        AgenticServices.agentBuilder(Writer.class)
                                .chatModel(model)
                                .build(),
                        AgenticServices.agentBuilder(Editor.class)
                                .chatModel(model)
                                .build())
                .outputKey("story")
                .build();
        try (RoomServer server = RoomServer.start();
                Room room = Room.connect(server.uri("demo"), server.token("demo", "alice"))) {
            room.serve(LangChain4jTaskRunner.of("storyteller", workflow));
            TaskSpec spec = room.agents().list().get(0);
            System.out.println(spec.inputSchema().asMap().get("required"));
            System.out.println(room.agents()
                    .ask("storyteller", Map.of("topic", "cats", "style", Style.FUNNY))
                    .asText());
        }
    }
}
