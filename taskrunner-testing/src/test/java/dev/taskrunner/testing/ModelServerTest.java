package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.taskrunner.testing.model.ModelAnswers;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The provider over HTTP, as LangChain4j's own client sees it. */
@Timeout(60)
class ModelServerTest {
    private final ModelServer provider = new ModelServer();

    @AfterEach
    void close() {
        provider.close();
    }

    private static ChatRequest request(String text) {
        return ChatRequest.builder()
                .messages(UserMessage.from(text))
                .toolSpecifications(ToolSpecification.builder()
                        .name("add")
                        .description("Adds")
                        .build())
                .build();
    }

    @Test
    @DisplayName("answers in order, and remembers what it was asked")
    void answersInOrder() {
        provider.calls("add", "{\"a\":1}", "add", "{\"a\":2}").text("three");
        AiMessage calls = provider.model().build().chat(request("first")).aiMessage();
        assertThat(calls.toolExecutionRequests())
                .extracting(call -> call.id() + call.name() + call.arguments())
                .containsExactly("call_1add{\"a\":1}", "call_2add{\"a\":2}");
        ChatResponse text = provider.model().build().chat(request("second"));
        assertThat(text.aiMessage().text()).isEqualTo("three");
        assertThat(text.tokenUsage().totalTokenCount()).isEqualTo(15);
        JsonNode last = provider.lastRequest();
        assertThat(provider.requests()).hasSize(2).last().isEqualTo(last);
        assertThat(provider.bodies()).last().isEqualTo(last.toString());
        assertThat(ModelRequests.texts(last, "user")).containsExactly("second");
        assertThat(ModelRequests.tools(last)).containsExactly("add");
        assertThat(ModelRequests.description(last, "add")).isEqualTo("Adds");
        assertThatThrownBy(() -> ModelRequests.description(last, "sub")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ModelRequests.read("{")).isInstanceOf(AssertionError.class);
    }

    @Test
    @DisplayName("fails as it is told to, once or always")
    void fails() {
        provider.then(ModelAnswers.error(429, "rate", "too many"));
        assertThatThrownBy(() -> provider.model().build().chat("x")).isInstanceOf(RateLimitException.class);
        provider.always(ModelAnswers.text("always"));
        assertThat(provider.model().build().chat("x")).isEqualTo("always");
        assertThat(provider.model().build().chat("y")).isEqualTo("always");
    }

    @Test
    @DisplayName("streams a tool's call and a text")
    void streams() throws Exception {
        provider.then(ModelAnswers.streamCall("add", "{}")).then(ModelAnswers.stream("o", "k"));
        List<String> pieces = new CopyOnWriteArrayList<>();
        assertThat(stream(pieces).aiMessage().toolExecutionRequests()).hasSize(1);
        assertThat(stream(pieces).aiMessage().text()).isEqualTo("ok");
        assertThat(pieces).containsExactly("o", "k");
    }

    private ChatResponse stream(List<String> pieces) throws Exception {
        CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
        provider.streamingModel().build().chat(request("go"), new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String partial) {
                pieces.add(partial);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }
        });
        return answer.get(30, TimeUnit.SECONDS);
    }
}
