package dev.taskrunner.examples;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.taskrunner.TaskException;
import dev.taskrunner.llm.DynamicLlmTaskRunner;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.server.RoomServer;
import java.util.Map;

/** A model as a runner whose callers say, by a schema, what they want out of a text. */
public final class Extraction {
    private static final JsonSchema PARCEL = JsonSchema.parse("""
            {"type": "object",
             "properties": {
               "sender": {"type": "string"},
               "weight": {"type": "number", "description": "in kilograms"},
               "fragile": {"type": "boolean"}},
             "required": ["sender", "weight"]}""");

    private Extraction() {}

    static final ChatModel SCRIPTED = PromptModels.scripted(
            request -> AiMessage.from("{\"sender\": \"Ada\", \"weight\": 1.5, \"fragile\": true}"));

    /**
     * Serves the runner and asks it twice, the second time with a schema that is none.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(PromptModels.openAiOr(SCRIPTED));
    }

    static void run(ChatModel model) {
        try (RoomServer server = RoomServer.start();
                Room room = Room.connect(server.uri("demo"), server.token("demo", "alice"))) {
            room.serve(DynamicLlmTaskRunner.builder("extractor", model)
                    .rule("Leave out what the text does not say.")
                    .build());
            String note = "Parcel from Ada, one and a half kilos. Glass inside!";
            Map<String, Object> parcel = room.agents()
                    .ask("extractor", Map.of("prompt", note, "output_schema", PARCEL.asMap()))
                    .asMap();
            System.out.println(parcel.get("sender") + " sends " + parcel.get("weight") + " kg");
            try {
                room.agents().ask("extractor", Map.of("prompt", note, "output_schema", Map.of("type", "parcel")));
            } catch (TaskException e) {
                System.out.println(e.code() + ": " + e.violations().get(0).pointer());
            }
        }
    }
}
