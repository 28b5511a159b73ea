package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.Gate;
import dev.taskrunner.testing.TaskRunnerContractTests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The contract suite for one kind of agent: the model behind it stands for the user's code. */
abstract class AgentContractTests extends TaskRunnerContractTests {
    private final AtomicInteger calls = new AtomicInteger();

    /** Makes a runner of an agent on this model, whose only argument is {@code text}. */
    abstract LangChain4jTaskRunner runner(Model model);

    /** What the model says. */
    String said() {
        return "Bonjour";
    }

    @Override
    protected void checkResult(TaskResult result) {
        assertThat(result.asText()).isEqualTo("Bonjour");
    }

    @Override
    protected TaskRunner runner() {
        return runner(model(this::said)).title("Translator").description("Translates");
    }

    @Override
    protected Map<String, Object> validArguments() {
        return Map.of("text", "Hello");
    }

    @Override
    protected int calls() {
        return calls.get();
    }

    @Override
    protected List<Map<String, Object>> invalidArguments() {
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("text", null);
        return List.of(Map.of(), Map.of("text", 1), Map.of("text", "x", "more", 1), withNull);
    }

    @Override
    protected Optional<TaskRunner> blockingRunner(Gate gate) {
        return Optional.of(runner(model(() -> {
            try {
                gate.pass();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LangChain4jException(e);
            }
            return said();
        })));
    }

    @Override
    protected Optional<TaskRunner> failingRunner(RuntimeException failure) {
        return Optional.of(runner(model(() -> {
            throw failure;
        })));
    }

    @Override
    protected Optional<TaskRunner> runnerWithWrongResult() {
        return Optional.of(runner(model(this::said)).outputSchema(JsonSchema.parse("{\"type\":\"integer\"}")));
    }

    private Model model(Supplier<String> answer) {
        return new Model(() -> {
            calls.incrementAndGet();
            return answer.get();
        });
    }

    /**
     * Answers always the same way, whole or in pieces.
     *
     * @param answer the user's code
     */
    record Model(Supplier<String> answer) {
        /** The whole answer at once. */
        ChatModel whole() {
            return new ChatModel() {
                @Override
                public ChatResponse doChat(ChatRequest request) {
                    return response(answer.get());
                }
            };
        }

        /** The answer in two pieces, then the whole. */
        StreamingChatModel pieces() {
            return new StreamingChatModel() {
                @Override
                public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                    String text = answer.get();
                    handler.onPartialResponse(text.substring(0, 3));
                    handler.onPartialResponse(text.substring(3));
                    handler.onCompleteResponse(response(text));
                }
            };
        }

        private static ChatResponse response(String text) {
            return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
        }
    }
}
