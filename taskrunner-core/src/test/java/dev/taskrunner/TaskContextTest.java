package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.schema.JsonSchema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What user code is told of a call: {@link CallContext}, {@link TaskContext}, {@link ToolContext}. */
class TaskContextTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Participant ALICE = new Participant("1", "alice", "user", Map.of("k", "v"));
    private static final Participant BOB = new Participant("2", "bob", "agent", Map.of());

    private static Toolkit toolkit(String name, String... tools) {
        List<Tool> made = new ArrayList<>();
        for (String tool : tools) {
            made.add(Tool.of(
                    tool, "", JsonSchema.any(), (context, input) -> TaskResult.of(name + "." + tool + input.toJson())));
        }
        return Toolkit.of(name, made);
    }

    private static CallContext.Builder builder() {
        return CallContext.builder(ALICE);
    }

    private static TaskContext task(CallContext.Builder builder, Toolkit... toolkits) {
        return builder.task(new ChatContext(), List.of(toolkits));
    }

    @Test
    void defaults() {
        TaskContext context = TaskContext.forCaller("carol");
        assertThat(context.caller().name()).isEqualTo("carol");
        assertThat(context.onBehalfOf()).isEmpty();
        assertThat(context.principal()).isEqualTo(context.caller());
        assertThat(context.attachment()).isEmpty();
        assertThat(context.deadline()).isEmpty();
        assertThat(context.remaining()).isEmpty();
        assertThat(context.cancellation().isCancelled()).isFalse();
        assertThat(context.delegation()).isEqualTo(Delegation.ROOT);
        assertThat(context.toolkits()).isEmpty();
        assertThat(context.chat().messages()).isEmpty();
        context.progress(0.5);
        context.progress("nobody listens");
    }

    @Test
    void thePrincipalIsWhoeverTheCallIsFor() {
        assertThat(task(builder().onBehalfOf(BOB)).principal()).isEqualTo(BOB);
        assertThat(task(builder().onBehalfOf(BOB)).caller()).isEqualTo(ALICE);
        assertThat(task(builder().onBehalfOf(null)).principal()).isEqualTo(ALICE);
    }

    @Test
    void remainingTimeIsMeasuredWithTheClockGiven() {
        assertThat(task(builder().deadline(NOON.plusSeconds(3), CLOCK)).remaining())
                .contains(Duration.ofSeconds(3));
        assertThat(task(builder().deadline(NOON.minusSeconds(3), CLOCK)).remaining())
                .contains(Duration.ZERO);
        assertThat(task(builder().deadline(NOON, CLOCK)).remaining()).contains(Duration.ZERO);
        assertThat(task(builder().deadline(NOON, CLOCK)).deadline()).contains(NOON);
        assertThat(task(builder().deadline(null, CLOCK)).remaining()).isEmpty();
    }

    @Test
    void progressGoesToTheListener() {
        List<Progress> heard = new ArrayList<>();
        TaskContext context = task(builder().progress(heard::add));
        context.progress(0.25);
        context.progress("reading");
        assertThat(heard).containsExactly(Progress.of(0.25), Progress.of("reading"));
    }

    @Test
    void withoutARoomNobodyCanBeAsked() {
        Agents agents = TaskContext.forCaller("c").agents();
        assertThat(agents.list()).isEmpty();
        assertThat(Outcome.failure(agents.askAsync("add", Map.of())).code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThatThrownBy(() -> agents.ask("add", Map.of()))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("'add'");
    }

    @Test
    void aToolIsFoundInWhicheverToolkitHasIt() {
        TaskContext context =
                task(builder(), toolkit("own", "a"), toolkit("required", "b", "c"), toolkit("supplied", "d"));
        assertThat(context.toolkits()).extracting(Toolkit::name).containsExactly("own", "required", "supplied");
        assertThat(context.callTool("a", Map.of()).asText()).isEqualTo("own.a{}");
        assertThat(context.callTool("c", Map.of("x", 1)).asText()).isEqualTo("required.c{\"x\":1}");
        assertThat(context.callTool("d", Map.of()).asText()).isEqualTo("supplied.d{}");
        assertThatThrownBy(() -> context.callTool("e", Map.of()))
                .isInstanceOfSatisfying(
                        TaskException.class, thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNKNOWN_TOOL))
                .hasMessageContaining("'e'")
                .hasMessageContaining("[a, b, c, d]");
    }

    @Test
    @DisplayName("a tool name in two toolkits is an error that names both")
    void duplicateToolNames() {
        assertThatThrownBy(() -> task(builder(), toolkit("one", "x", "same"), toolkit("two", "same")))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("'same'")
                .hasMessageContaining("'one'")
                .hasMessageContaining("'two'");
    }

    @Test
    void aToolSeesTheSameCallWithoutTheAttachment() {
        Attachment bytes = Attachment.of(new byte[] {1});
        TaskContext context = task(builder()
                .onBehalfOf(BOB)
                .attachment(bytes)
                .deadline(NOON.plusSeconds(1), CLOCK)
                .delegation(new Delegation(List.of("r"), 3)));
        ToolContext tool = context.toolContext();
        assertThat(context.attachment()).contains(bytes);
        assertThat(tool.attachment()).isEmpty();
        assertThat(tool.caller()).isEqualTo(ALICE);
        assertThat(tool.onBehalfOf()).contains(BOB);
        assertThat(tool.remaining()).contains(Duration.ofSeconds(1));
        assertThat(tool.delegation().chain()).containsExactly("r");
        assertThat(tool.cancellation()).isSameAs(context.cancellation());
        assertThat(tool.withAttachment(bytes).attachment()).contains(bytes);
        assertThat(tool.attachment()).isEmpty();
    }

    @Test
    void aBuilderThatGoesOnDoesNotChangeWhatItBuilt() {
        CallContext.Builder builder = builder();
        TaskContext built = task(builder);
        builder.onBehalfOf(BOB).deadline(NOON, CLOCK);
        assertThat(built.onBehalfOf()).isEmpty();
        assertThat(built.deadline()).isEmpty();
    }

    @Test
    void agentsAreAskedOnAccountOfTheCall() {
        List<CallContext> seen = new ArrayList<>();
        TaskContext context = task(builder().agents(call -> {
            seen.add(call);
            return TaskContext.forCaller("x").agents();
        }));
        context.agents();
        context.toolContext().agents();
        assertThat(seen.get(0)).isSameAs(context);
        assertThat(seen.get(1)).isInstanceOf(ToolContext.class);
    }

    @Test
    void theRoomIsKnownToToolsToo() {
        assertThat(task(builder()).room()).isEmpty();
        assertThat(task(builder().room("demo")).toolContext().room()).isEqualTo("demo");
    }

    @Test
    void theConversationGrows() {
        ChatContext chat =
                new ChatContext().add("user", "hello").add("assistant", "hi").systemRole("developer");
        assertThat(chat.messages())
                .containsExactly(
                        Map.of("role", "user", "content", "hello"), Map.of("role", "assistant", "content", "hi"));
        assertThat(chat.systemRole()).isEqualTo("developer");
        assertThatThrownBy(() -> chat.messages().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
