package dev.taskrunner.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.taskrunner.Attachment;
import dev.taskrunner.ChatContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LlmTaskRunnerTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};

    private final ScriptedChatModel model = new ScriptedChatModel();

    private LlmBuilder<LlmTaskRunner> builder() {
        return LlmTaskRunner.builder("writer", model);
    }

    private List<ChatMessage> sent() {
        return model.requests().get(model.requests().size() - 1).messages();
    }

    private String system() {
        return ((SystemMessage) sent().get(0)).text();
    }

    @Test
    @DisplayName("the spec says what was said, with tools and attachments as usual and a prompt as the only argument")
    void hasASpec() {
        LlmTaskRunner runner = builder()
                .title("Writer")
                .description("Writes")
                .timeout(Duration.ofSeconds(9))
                .with(spec -> spec.labels("text"))
                .build();
        assertThat(runner.spec().title()).isEqualTo("Writer");
        assertThat(runner.spec().description()).isEqualTo("Writes");
        assertThat(runner.spec().labels()).containsExactly("text");
        assertThat(runner.spec().timeout()).hasValue(Duration.ofSeconds(9));
        assertThat(runner.spec().supportsTools()).isTrue();
        assertThat(runner.spec().outputSchema()).isEmpty();
        assertThat(runner.spec().annotations()).containsEntry("meshagent.task-runner.attachment-format", "tar");
        assertThat(runner.spec().inputSchema().toJson())
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"prompt\":{\"type\":\"string\","
                        + "\"description\":\"what the model is to do, in plain words\"}},\"required\":[\"prompt\"],"
                        + "\"additionalProperties\":false}");
        assertThat(builder().supportsTools(false).attachments(false).build().spec())
                .satisfies(spec -> {
                    assertThat(spec.supportsTools()).isFalse();
                    assertThat(spec.annotations()).isEmpty();
                });
    }

    @Test
    @DisplayName("tools and model are arguments only where there is a choice, and never required")
    void offersChoices() {
        Map<String, Object> schema =
                builder().models("a", "b").build().spec().inputSchema().asMap();
        assertThat(schema.get("properties").toString()).contains("model").doesNotContain("tools");
        assertThat(schema.get("required")).isEqualTo(List.of("prompt"));
    }

    @Test
    @DisplayName(
            "rules: the fixed ones, those of the caller's client, the computed ones, in one message that comes first")
    void appliesRules() {
        model.text("ok");
        LlmTaskRunner runner = builder()
                .rule("Be brief")
                .rule("Be kind")
                .clientRules("shell", "No colours")
                .clientRules("web", "Use HTML")
                .rules(context -> List.of("Speak to " + context.caller().name()))
                .build();
        Contexts.ask(runner, Contexts.prompt("hi"));
        assertThat(sent())
                .containsExactly(
                        SystemMessage.from("Be brief\n\nBe kind\n\nNo colours\n\nSpeak to alice"),
                        UserMessage.from("hi"));
    }

    @Test
    @DisplayName("without rules there is no system message")
    void hasNoEmptySystemMessage() {
        model.text("ok");
        Contexts.ask(builder().build(), Contexts.prompt("hi"));
        assertThat(sent()).containsExactly(UserMessage.from("hi"));
    }

    @Test
    @DisplayName("a subclass has its say everywhere")
    void callsHooks() {
        model.text("ok");
        Hooked runner = builder().rule("Be brief").toolkits(Contexts.math()).build(Hooked::new);
        TaskContext context =
                Contexts.builder().task(runner.initChatContext(), runner.spec().toolkits());
        assertThat(Contexts.ask(runner, context, Contexts.prompt("hi")).asText())
                .isEqualTo("ok (hooked)");
        assertThat(sent())
                .containsExactly(
                        SystemMessage.from("Be brief\n\nMind the hook\n\nFrom the chat"),
                        UserMessage.from("Who are you?"),
                        AiMessage.from("A hook."),
                        UserMessage.from("hi!"),
                        UserMessage.from("last look"));
        assertThat(model.requests().get(0).toolSpecifications())
                .extracting(specification -> specification.name())
                .containsExactly("add", "hook");
    }

    record Letter(String text, int words) {}

    @Test
    @DisplayName("own arguments are sent as JSON, or as the prompt's function makes of them")
    void takesOwnArguments() {
        model.text("a").text("b");
        Contexts.ask(builder().input(Letter.class).build(), new Letter("Dear", 3));
        assertThat(sent()).containsExactly(UserMessage.from("{\"text\":\"Dear\",\"words\":3}"));
        LlmTaskRunner summariser = builder()
                .input(Letter.class)
                .prompt(input -> "Summarise: " + input.as(Letter.class).text())
                .build();
        Contexts.ask(summariser, new Letter("Dear", 3));
        assertThat(sent()).containsExactly(UserMessage.from("Summarise: Dear"));
        assertThat(Contexts.failure(summariser, Contexts.prompt("x")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void refusesAnEmptyPrompt() {
        TaskException error = Contexts.failure(builder().build(), Contexts.prompt("  "));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(error.text()).contains("prompt is empty");
        assertThat(model.requests()).isEmpty();
    }

    private static TaskContext attached(byte[] bytes) {
        return Contexts.builder().attachment(Attachment.of(bytes)).task(new ChatContext(), List.of());
    }

    @Test
    @DisplayName("files in a tar archive reach the model after the prompt, each as what it is")
    void readsArchives() {
        model.text("seen");
        byte[] tar = Tars.of(
                Tars.file("cat.png", PNG),
                Tars.file("notes.txt", "Milk, eggs".getBytes(StandardCharsets.UTF_8)),
                Tars.file("book.pdf", "%PDF-1.7".getBytes(StandardCharsets.US_ASCII)),
                Tars.file("song.mp3", new byte[] {'I', 'D', '3', 4}));
        Contexts.ask(builder().build(), attached(tar), Contexts.prompt("look"));
        List<Content> contents = ((UserMessage) sent().get(0)).contents();
        assertThat(contents.get(0)).isEqualTo(TextContent.from("look"));
        assertThat(contents).hasSize(5);
        assertThat(((ImageContent) contents.get(1)).image().mimeType()).isEqualTo("image/png");
        assertThat(((TextContent) contents.get(2)).text()).contains("notes.txt", "Milk, eggs");
        assertThat(contents.get(3)).isInstanceOf(PdfFileContent.class);
        assertThat(contents.get(4)).isInstanceOf(AudioContent.class);
    }

    @Test
    @DisplayName("a compressed archive and a single file are read, too")
    void readsOtherAttachments() {
        model.text("a").text("b");
        Contexts.ask(builder().build(), attached(Tars.gzip(Tars.of(Tars.file("cat.png", PNG)))), Contexts.prompt("x"));
        assertThat(((UserMessage) sent().get(0)).contents().get(1)).isInstanceOf(ImageContent.class);
        Contexts.ask(builder().build(), attached(PNG), Contexts.prompt("x"));
        assertThat(((UserMessage) sent().get(0)).contents().get(1)).isInstanceOf(ImageContent.class);
    }

    private static TaskException refusal(LlmBuilder<LlmTaskRunner> runner, byte[] attachment) {
        return Contexts.failure(runner.build(), attached(attachment), Contexts.prompt("x"));
    }

    @Test
    @DisplayName("refused: what no model takes, by name; a path that leads out; too many bytes; archives where none go")
    void refusesAttachments() {
        byte[] odd = Tars.of(Tars.file("tool.exe", new byte[] {'M', 'Z', 0, 1, (byte) 0xff}));
        TaskException unknown = refusal(builder(), odd);
        assertThat(unknown.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(unknown.text()).contains("tool.exe");
        byte[] outside = Tars.of(Tars.file("../../etc/cron.txt", new byte[] {'x'}));
        assertThat(refusal(builder(), outside).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        byte[] large = Tars.of(Tars.file("a.txt", new byte[5_000]));
        assertThat(refusal(builder().attachmentLimits(4_000, 2), large).code()).isEqualTo(ErrorCode.TOO_LARGE);
        TaskException none = refusal(builder().attachments(false), PNG);
        assertThat(none.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(none.text()).contains("takes no attachment");
        assertThat(model.requests()).isEmpty();
    }

    record Article(String title, List<String> tags) {}

    private Optional<JsonSchema> outputSchema(Class<?> output) {
        return builder().output(output).build().spec().outputSchema();
    }

    @Test
    @DisplayName("the one line: a rule and a class for the answer")
    void isOneLine() {
        model.text("{\"title\":\"Tea\",\"tags\":[]}");
        LlmTaskRunner runner = builder().rule("Be brief").output(Article.class).build();
        assertThat(Contexts.ask(runner, Contexts.prompt("tea")).as(Article.class))
                .isEqualTo(new Article("Tea", List.of()));
        assertThat(system()).startsWith("Be brief");
        assertThat(runner.spec().outputSchema()).isPresent();
        assertThat(outputSchema(String.class)).isEmpty();
        assertThat(outputSchema(int[].class).orElseThrow().asMap()).containsEntry("type", "array");
        assertThatThrownBy(() -> builder().output(Object.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    @DisplayName("configurations that define one thing differently are refused when the runner is made")
    void refusesClashingDefinitions() {
        String config = "{\"type\":\"object\",\"$defs\":{\"X\":{\"type\":\"%s\"}}}";
        ConfigurableToolkit one = new ConfigurableToolkit(
                "one", dev.taskrunner.schema.JsonSchema.parse(config.formatted("string")), (c, i) -> Contexts.math());
        ConfigurableToolkit two = new ConfigurableToolkit(
                "two", dev.taskrunner.schema.JsonSchema.parse(config.formatted("number")), (c, i) -> Contexts.math());
        assertThatThrownBy(() -> builder().configurable(one, two).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$defs/X");
        assertThat(builder().configurable(one, one).build().spec().inputSchema().isEnforced())
                .isTrue();
    }
}
