package dev.taskrunner.cli;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.llm.DynamicLlmTaskRunner;
import dev.taskrunner.llm.LlmTaskRunner;
import dev.taskrunner.schema.JsonSchema;
import java.util.List;
import java.util.Optional;

/** A model with a tool and an output schema, and one whose callers bring the schema. */
final class LlmDemo {
    private static final String TOTAL = """
            {"type":"object","properties":{"total":{"type":"integer","description":"in cents"}},
             "required":["total"],"additionalProperties":false}""";
    private static final String ITEM = """
            {"type":"object","properties":{"price":{"type":"integer"},"count":{"type":"integer"}},
             "required":["price","count"],"additionalProperties":false}""";
    private static final String PERSON = """
            {"type":"object","properties":{"name":{"type":"string"},"born":{"type":"integer"}},\
            "required":["name","born"],"additionalProperties":false}""";

    private LlmDemo() {}

    static DemoPart part(Shell shell) {
        Optional<OpenAiModel> real = OpenAiModel.of(shell, Optional.empty());
        ChatModel model = real.map(OpenAiModel::model).orElseGet(Scripted::new);
        String which = real.map(known -> "the model " + known.name())
                .orElse("a scripted model, since OPENAI_API_KEY is not set");
        return new DemoPart(
                "made of prompts and " + which, List.of(), List.of(cashier(model), extractor(model)), steps());
    }

    private static TaskRunner cashier(ChatModel model) {
        return LlmTaskRunner.builder("cashier", model)
                .description("Works out what a purchase costs")
                .rule("Prices are in cents. Multiply with the tool, never by yourself.")
                .toolkits(Toolkit.of("till", times()))
                .outputSchema(TOTAL)
                .build();
    }

    private static TaskRunner extractor(ChatModel model) {
        return DynamicLlmTaskRunner.builder("extractor", model)
                .description("Finds in a text what the schema asks for")
                .build();
    }

    private static List<DemoStep> steps() {
        return List.of(
                DemoStep.answered("cashier", "{\"prompt\":\"19 apples at 25 cents each\"}", "{\"total\":475}"),
                DemoStep.answered(
                        "extractor",
                        "{\"prompt\":\"Ada Lovelace was born in 1815.\",\"output_schema\":" + PERSON + "}",
                        "{\"name\":\"Ada Lovelace\",\"born\":1815}"),
                DemoStep.refused(
                        "extractor",
                        "{\"prompt\":\"x\",\"output_schema\":{\"type\":\"anything\"}}",
                        ErrorCode.INVALID_ARGUMENTS));
    }

    private static Tool times() {
        return Tool.of("times", "Price in cents times count", JsonSchema.parse(ITEM), (context, input) -> {
            Item item = input.as(Item.class);
            return TaskResult.of(item.price() * item.count());
        });
    }

    record Item(long price, long count) {}

    /** Knows what a model would say here, and nothing else. */
    private static final class Scripted implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            return ChatResponse.builder().aiMessage(next(request)).build();
        }

        private static AiMessage next(ChatRequest request) {
            if (request.toolSpecifications().isEmpty()) {
                return AiMessage.from("{\"name\":\"Ada Lovelace\",\"born\":1815}");
            }
            ChatMessage last = request.messages().get(request.messages().size() - 1);
            if (last instanceof ToolExecutionResultMessage product) {
                return AiMessage.from("{\"total\":" + product.text() + "}");
            }
            return AiMessage.from(ToolExecutionRequest.builder()
                    .id("1")
                    .name("times")
                    .arguments("{\"price\":25,\"count\":19}")
                    .build());
        }
    }
}
