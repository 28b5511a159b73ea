package dev.taskrunner.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.testing.Gate;
import dev.taskrunner.testing.TaskRunnerContractTests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The contract suite over sockets, with a model as the user's code. */
class LlmContractTest extends TaskRunnerContractTests {
    record Sum(int sum) {}

    private final AtomicInteger calls = new AtomicInteger();

    /** A model that counts itself. */
    ChatModel model(Supplier<String> answer) {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                calls.incrementAndGet();
                return ChatResponse.builder()
                        .aiMessage(AiMessage.from(answer.get()))
                        .build();
            }
        };
    }

    TaskRunner runner(ChatModel model) {
        return LlmTaskRunner.builder("adder", model)
                .title("Adder")
                .description("Adds")
                .output(Sum.class)
                .build();
    }

    @Override
    protected TaskRunner runner() {
        return runner(model(() -> "{\"sum\":3}"));
    }

    @Override
    protected Map<String, Object> validArguments() {
        return Map.of("prompt", "1 + 2");
    }

    @Override
    protected void checkResult(TaskResult result) {
        assertThat(result.as(Sum.class)).isEqualTo(new Sum(3));
    }

    @Override
    protected int calls() {
        return calls.get();
    }

    @Override
    protected List<Map<String, Object>> invalidArguments() {
        Map<String, Object> withNull = new HashMap<>(validArguments());
        withNull.put("prompt", null);
        Map<String, Object> withMore = new HashMap<>(validArguments());
        withMore.put("verbose", true);
        return List.of(Map.of(), Map.of("prompt", 7), withNull, withMore);
    }

    @Override
    protected Optional<TaskRunner> blockingRunner(Gate gate) {
        return Optional.of(runner(model(() -> {
            try {
                gate.pass();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while thinking", e);
            }
            return "{\"sum\":3}";
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
        return Optional.of(runner(model(() -> "{\"sum\":\"three\"}")));
    }
}
