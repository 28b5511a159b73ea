package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScriptedChatModelTest {
    private final ScriptedChatModel model = new ScriptedChatModel();

    @Test
    void answersInOrderAndRemembers() {
        model.toolCall("add", "{\"a\":1}").text("three");
        ChatResponse call = model.chat(UserMessage.from("1+2?"));
        ToolExecutionRequest wanted = call.aiMessage().toolExecutionRequests().get(0);
        assertThat(wanted.name()).isEqualTo("add");
        assertThat(wanted.arguments()).isEqualTo("{\"a\":1}");
        assertThat(wanted.id()).isNotEmpty();
        assertThat(call.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(model.remaining()).isEqualTo(1);
        assertThat(model.chat("and now?")).isEqualTo("three");
        assertThat(model.requests()).hasSize(2);
        assertThat(model.requests().get(1).messages()).containsExactly(UserMessage.from("and now?"));
    }

    @Test
    void saysThatTheScriptIsUsedUp() {
        model.text("only");
        model.chat("one");
        assertThatThrownBy(() -> model.chat("two"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("used up")
                .hasMessageContaining("request 2");
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void failsAsTold() {
        IllegalArgumentException error = new IllegalArgumentException("rate limit");
        model.error(error);
        assertThatThrownBy(() -> model.chat("x")).isSameAs(error);
    }

    @Test
    void waitsForALatch() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        model.textAfter(latch, "late");
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> model.chat("x"));
        assertThat(answer).isNotDone();
        latch.countDown();
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("late");
    }

    @Test
    void claimsCapabilities() {
        assertThat(model.supportedCapabilities()).isEmpty();
        model.supporting(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
        assertThat(model.supportedCapabilities()).containsExactly(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
        assertThat(model.streaming().supportedCapabilities()).containsExactly(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    @Test
    void streamsWordByWord() {
        model.text("it is three").toolCall("add", "{}").error(new IllegalStateException("no"));
        List<String> heard = new ArrayList<>();
        StreamingChatResponseHandler handler = new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String part) {
                heard.add("[" + part + "]");
            }

            @Override
            public void onCompleteToolCall(dev.langchain4j.model.chat.response.CompleteToolCall call) {
                heard.add("tool " + call.toolExecutionRequest().name());
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                heard.add("done");
            }

            @Override
            public void onError(Throwable error) {
                heard.add("error " + error.getMessage());
            }
        };
        model.streaming().chat("a", handler);
        model.streaming().chat("b", handler);
        model.streaming().chat("c", handler);
        assertThat(heard).containsExactly("[it ]", "[is ]", "[three]", "done", "tool add", "done", "error no");
    }
}
