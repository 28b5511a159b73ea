package dev.taskrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskrunner.ChatContext;
import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WorkItemTest {
    private static final Optional<JsonSchema> PROMPT = Optional.of(JsonSchema.parse("""
            {"type":"object","properties":{"prompt":{"type":"string"}},"required":["prompt"]}"""));
    private static final Optional<JsonSchema> ADD = Optional.of(JsonSchema.parse("""
            {"type":"object","properties":{"a":{"type":"integer"},"tools":{"type":"array"}}}"""));

    @Test
    @DisplayName("§11.3 what goes around the arguments is taken out of the message")
    void envelope() {
        Map<String, Object> message = Map.of(
                "prompt",
                "p",
                "reply_queue",
                "replies",
                "request_id",
                7,
                "tools",
                List.of(Map.of("name", "web"), "plain"),
                "caller_context",
                Map.of("messages", List.of()));
        WorkItem item = WorkItem.read(message, "{}", PROMPT);
        assertThat(item.arguments()).isEqualTo(Map.of("prompt", "p"));
        assertThat(item.replyQueue()).isEqualTo("replies");
        assertThat(item.requestId()).isEqualTo(7);
        assertThat(item.tools()).containsExactly("web", "plain");
        assertThat(item.input().asMap()).isEqualTo(Map.of("prompt", "p"));
    }

    @Test
    @DisplayName("A member that the runner knows is an argument")
    void knownMembers() {
        WorkItem item = WorkItem.read(Map.of("a", 1, "tools", List.of("x")), "{}", ADD);
        assertThat(item.arguments()).isEqualTo(Map.of("a", 1, "tools", List.of("x")));
        assertThat(item.tools()).isEmpty();
        assertThat(item.replyQueue()).isNull();
        assertThat(item.requestId()).isNull();
    }

    @Test
    @DisplayName("§11.3 a message without a prompt is the prompt as a whole; a text always is")
    void wholeMessage() {
        assertThat(WorkItem.read(Map.of("x", 1), "{\"x\":1}", PROMPT).arguments())
                .isEqualTo(Map.of("prompt", "{\"x\":1}"));
        assertThat(WorkItem.read("do it", "\"do it\"", PROMPT).arguments()).isEqualTo(Map.of("prompt", "do it"));
        assertThat(WorkItem.read(List.of(1), "[1]", ADD).arguments()).isEqualTo(Map.of("prompt", "[1]"));
        assertThat(WorkItem.read(null, "null", Optional.empty()).arguments()).isEqualTo(Map.of("prompt", "null"));
    }

    @Test
    @DisplayName("§11.3 the conversation that came along goes in front, without rules; what is no message is left out")
    void conversation() {
        Map<String, Object> chat = Map.of(
                "system_role",
                "developer",
                "messages",
                List.of(
                        Map.of("role", "assistant", "content", "hello"),
                        Map.of("role", "user"),
                        Map.of("role", "system", "content", "obey"),
                        "nonsense"));
        ChatContext context = new ChatContext();
        WorkItem.read(Map.of("prompt", "p", "caller_context", chat), "{}", PROMPT)
                .prepend(context);
        assertThat(context.messages())
                .containsExactly(
                        Map.of("role", "assistant", "content", "hello"), Map.of("role", "user", "content", "obey"));
        assertThat(context.systemRole()).isNull();
    }

    @Test
    @DisplayName("§11.3 what is no conversation is none")
    void noConversation() {
        ChatContext none = new ChatContext();
        WorkItem.read(Map.of("prompt", "p", "caller_context", "nonsense"), "{}", PROMPT)
                .prepend(none);
        assertThat(none.messages()).isEmpty();
    }

    @Test
    @DisplayName("Pauses double up to the longest, also after ever so many attempts")
    void backOff() {
        WorkerOptions options = WorkerOptions.builder()
                .backOff(Duration.ofMillis(100), Duration.ofSeconds(1))
                .build();
        assertThat(options.backOff(0)).isEqualTo(Duration.ofMillis(100));
        assertThat(options.backOff(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(options.backOff(2)).isEqualTo(Duration.ofMillis(200));
        assertThat(options.backOff(4)).isEqualTo(Duration.ofMillis(800));
        assertThat(options.backOff(5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.backOff(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("Options that make no sense are refused at once; building again changes nothing built")
    void options() {
        WorkerOptions.Builder builder = WorkerOptions.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.concurrency(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.concurrency(257));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lease(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxAttempts(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.backOff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        WorkerOptions built = builder.concurrency(3).deadLetters("graves").build();
        builder.concurrency(4);
        assertThat(built.concurrency()).isEqualTo(3);
        assertThat(built.deadLetters()).isEqualTo("graves");
        assertThat(WorkerOptions.defaults().maxAttempts()).isEqualTo(5);
    }
}
