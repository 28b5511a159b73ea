package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.invocation.InvocationParameters;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.UserName;
import dev.langchain4j.service.V;
import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AiServicesTest {
    private final ScriptedChatModel model = new ScriptedChatModel();

    enum Mood {
        GOOD,
        BAD
    }

    record Weather(String city, double celsius, List<String> notes) {}

    interface Translator {
        @SystemMessage("You translate to {{language}}.")
        @UserMessage("Translate: {{text}}")
        String translate(@V("text") String text, @V("language") String language);
    }

    interface Everything {
        @UserMessage("x {{q}}")
        Weather record(@V("q") String q);

        @UserMessage("x {{q}}")
        Result<Weather> wrapped(@V("q") String q);

        @UserMessage("x {{q}}")
        List<String> texts(@V("q") String q);

        @UserMessage("x {{q}}")
        List<Weather> records(@V("q") String q);

        @UserMessage("x {{q}}")
        Set<Mood> moods(@V("q") String q);

        @UserMessage("x {{q}}")
        Mood mood(@V("q") String q);

        @UserMessage("x {{q}}")
        int number(@V("q") String q);

        @UserMessage("x {{q}}")
        boolean truth(@V("q") String q);

        @UserMessage("x {{q}}")
        AiMessage message(@V("q") String q);

        @UserMessage("x {{q}}")
        ChatResponse response(@V("q") String q);

        @UserMessage("x {{q}}")
        void nothing(@V("q") String q);
    }

    private <T> T service(Class<T> type) {
        return AiServices.create(type, model);
    }

    private LangChain4jTaskRunner everything(String method) {
        return LangChain4jTaskRunner.of("runner", service(Everything.class), method);
    }

    private List<ChatMessage> sent() {
        return model.requests().get(model.requests().size() - 1).messages();
    }

    private String sentText() {
        return ((dev.langchain4j.data.message.UserMessage) sent().get(sent().size() - 1)).singleText();
    }

    @Test
    void variablesAreArgumentsByName() {
        model.text("Bonjour");
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("translator", service(Translator.class));
        assertThat(runner.spec().name()).isEqualTo("translator");
        assertThat(runner.spec().inputSchema()).isEqualTo(JsonSchema.parse("""
                {"type":"object","properties":{"text":{"type":"string"},"language":{"type":"string"}},
                 "required":["text","language"],"additionalProperties":false}"""));
        assertThat(runner.spec().outputSchema()).contains(JsonSchema.parse("{\"type\":\"string\"}"));
        TaskResult result = Asking.ask(runner, Map.of("text", "Hello {{language}}", "language", "French"));
        assertThat(result.asText()).isEqualTo("Bonjour");
        assertThat(sent().get(0))
                .isEqualTo(dev.langchain4j.data.message.SystemMessage.from("You translate to French."));
        assertThat(sentText()).as("values of variables are no templates").isEqualTo("Translate: Hello {{language}}");
    }

    @Test
    void resultsAreOfTheirDeclaredTypes() {
        model.text("{\"city\":\"Oslo\",\"celsius\":3.5,\"notes\":[\"a\"]}");
        assertThat(Asking.ask(everything("record"), Map.of("q", "?")).as(Weather.class))
                .isEqualTo(new Weather("Oslo", 3.5, List.of("a")));
        model.text("a\nb");
        assertThat(Asking.ask(everything("texts"), Map.of("q", "?")).toJson()).isEqualTo("[\"a\",\"b\"]");
        model.text("GOOD\nBAD");
        assertThat(Asking.ask(everything("moods"), Map.of("q", "?")).toJson()).contains("GOOD", "BAD");
        model.text("GOOD");
        assertThat(Asking.ask(everything("mood"), Map.of("q", "?")).as(String.class))
                .isEqualTo("GOOD");
        model.text("42");
        assertThat(Asking.ask(everything("number"), Map.of("q", "?")).as(Integer.class))
                .isEqualTo(42);
        model.text("true");
        assertThat(Asking.ask(everything("truth"), Map.of("q", "?")).as(Boolean.class))
                .isTrue();
        model.text("hi");
        assertThat(Asking.ask(everything("message"), Map.of("q", "?")).asText()).isEqualTo("hi");
        model.text("hi");
        assertThat(Asking.ask(everything("response"), Map.of("q", "?")).asText())
                .isEqualTo("hi");
        model.text("hi");
        assertThat(Asking.ask(everything("nothing"), Map.of("q", "?")).content())
                .isInstanceOf(dev.taskrunner.Content.Empty.class);
    }

    @Test
    void listsOfRecordsNeedAModelWithStructuredOutput() {
        model.supporting(dev.langchain4j.model.chat.Capability.RESPONSE_FORMAT_JSON_SCHEMA);
        model.text("{\"values\":[{\"city\":\"Oslo\",\"celsius\":3,\"notes\":[]}]}");
        assertThat(Asking.ask(everything("records"), Map.of("q", "?")).toJson()).contains("Oslo");
    }

    @Test
    void outputSchemasAreThoseOfTheTypes() {
        assertThat(everything("mood").spec().outputSchema().orElseThrow().asMap())
                .isEqualTo(Map.of("type", "string", "enum", List.of("GOOD", "BAD")));
        assertThat(everything("wrapped").spec().outputSchema())
                .isEqualTo(everything("record").spec().outputSchema());
        assertThat(everything("number").spec().outputSchema().orElseThrow().asMap())
                .containsEntry("type", "integer");
        assertThat(everything("nothing").spec().outputSchema()).isEmpty();
        JsonSchema weather = everything("record").spec().outputSchema().orElseThrow();
        assertThat(weather.isValid(Map.of("city", "Oslo", "celsius", 3, "notes", List.of())))
                .isTrue();
        assertThat(weather.isValid(Map.of("city", "Oslo", "celsius", "cold", "notes", List.of())))
                .isFalse();
    }

    @Test
    void tokensAndReasonAreMetadata() {
        model.step(request -> ChatResponse.builder()
                .aiMessage(AiMessage.from("{\"city\":\"Oslo\",\"celsius\":3.5,\"notes\":[]}"))
                .tokenUsage(new TokenUsage(10, 5))
                .finishReason(FinishReason.STOP)
                .modelName("scripted")
                .build());
        TaskResult result = Asking.ask(everything("wrapped"), Map.of("q", "?"));
        assertThat(result.as(Weather.class).city()).isEqualTo("Oslo");
        assertThat(result.metadata())
                .containsEntry("token_usage", Map.of("input", 10, "output", 5, "total", 15))
                .containsEntry("finish_reason", "stop")
                .containsEntry("model", "scripted");
    }

    @Test
    void anAnswerThatIsNotOfTheFormIsAnErrorThatDoesNotRepeatIt() {
        model.text("I would rather talk about my secret 4711");
        TaskException refused = Asking.failure(everything("number"), Map.of("q", "?"));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(refused.text()).doesNotContain("4711");
    }

    @Test
    void everyMethodIsARunner() {
        List<LangChain4jTaskRunner> runners = LangChain4jTaskRunner.allOf(service(Everything.class));
        assertThat(runners)
                .extracting(runner -> runner.spec().name())
                .containsExactly(
                        "message",
                        "mood",
                        "moods",
                        "nothing",
                        "number",
                        "record",
                        "records",
                        "response",
                        "texts",
                        "truth",
                        "wrapped");
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("x", service(Everything.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("several methods")
                .hasMessageContaining("allOf")
                .hasMessageContaining("mood");
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("x", service(Everything.class), "nope"))
                .hasMessageContaining("no method 'nope'");
    }

    interface Chat {
        String chat(String text);
    }

    interface Annotated {
        String chat(@UserMessage String question);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "say {{x}}",
                "{{it}}",
                "{{ current_date }}",
                "{{text}}",
                "{{{a}}}",
                "{{{{x}}}}",
                "a {{b\nc}} d",
                "{{question}} {{}}"
            })
    void whatCallersSayIsNoTemplate(String said) {
        for (Object agent : List.of(service(Chat.class), service(Annotated.class))) {
            model.step(request -> ChatResponse.builder()
                    .aiMessage(AiMessage.from("you said: " + request.messages().get(0)))
                    .build());
            LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("chat", agent);
            String name = agent instanceof Chat ? "text" : "question";
            TaskResult answer = Asking.ask(runner, Map.of(name, said));
            assertThat(sentText().replace("\u2060", "")).isEqualTo(said);
            assertThat(answer.asText()).contains(said);
        }
    }

    @Test
    void blankTextIsRefusedBeforeTheAgentIsAsked() {
        TaskException refused =
                Asking.failure(LangChain4jTaskRunner.of("chat", service(Chat.class)), Map.of("text", " \n"));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(refused.violations()).hasSize(1);
        assertThat(model.requests()).isEmpty();
    }

    interface Handed {
        @UserMessage("{{q}}")
        String ask(
                @V("q") String q,
                @UserName String who,
                InvocationParameters parameters,
                ChatRequestParameters request,
                @V("more") Map<String, Integer> more);
    }

    @Test
    void whatIsHandedInIsNoArgument() {
        model.text("a").text("b");
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("handed", service(Handed.class));
        assertThat(Asking.names(runner)).isEqualTo(Set.of("q", "who", "more"));
        assertThat(runner.spec().inputSchema().asMap().get("required")).isEqualTo(List.of("q", "more"));
        assertThat(Asking.property(runner, "more").get("additionalProperties")).isInstanceOf(Map.class);
        Asking.ask(runner, Map.of("q", "?", "more", Map.of("a", 1)));
        assertThat(((dev.langchain4j.data.message.UserMessage) sent().get(0)).name())
                .isEqualTo("alice");
        Asking.ask(runner, Map.of("q", "?", "more", Map.of("a", 1), "who", "bob"));
        assertThat(((dev.langchain4j.data.message.UserMessage) sent().get(0)).name())
                .isEqualTo("bob");
    }

    interface Viewer {
        @UserMessage("Describe for {{who}}")
        String describe(@V("who") String who, @UserMessage ImageContent image);
    }

    interface Reader {
        String read(@UserMessage String question, @UserMessage List<Content> files);
    }

    private static Attachment png() {
        return Attachment.of(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    }

    @Test
    void anAttachedPictureIsAContentParameter() {
        model.text("a cat").text("a dog");
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("viewer", service(Viewer.class));
        assertThat(runner.spec().inputSchema().asMap().get("required")).isEqualTo(List.of("who"));
        Asking.ask(runner, Asking.context(Asking.from("alice").attachment(png())), Map.of("who", "me"));
        List<Content> contents = ((dev.langchain4j.data.message.UserMessage) sent().get(0)).contents();
        assertThat(contents).hasSize(2);
        assertThat(((ImageContent) contents.get(1)).image().mimeType()).isEqualTo("image/png");
        Asking.ask(runner, Map.of("who", "me", "image", "https://example.com/dog.png"));
        contents = ((dev.langchain4j.data.message.UserMessage) sent().get(0)).contents();
        assertThat(((ImageContent) contents.get(1)).image().url()).hasToString("https://example.com/dog.png");
    }

    @Test
    void aPictureThatIsMissingOrNoPictureIsRefused() {
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("viewer", service(Viewer.class));
        Attachment text = Attachment.of("only text".getBytes(StandardCharsets.UTF_8));
        assertThat(Asking.failure(runner, Map.of("who", "me")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(Asking.failure(runner, Asking.context(Asking.from("alice").attachment(text)), Map.of("who", "me"))
                        .text())
                .contains("ImageContent");
        assertThat(Asking.failure(runner, Map.of("who", "me", "image", "file:///etc/passwd"))
                        .text())
                .contains("not an http");
    }

    @Test
    void severalFilesAreAListOfContents() {
        model.text("read");
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("reader", service(Reader.class));
        Asking.ask(
                runner,
                Asking.context(Asking.from("alice").attachment(png())),
                Map.of("question", "what is {{this}}?"));
        List<Content> contents = ((dev.langchain4j.data.message.UserMessage) sent().get(0)).contents();
        assertThat(contents).hasSize(2);
        assertThat(((TextContent) contents.get(0)).text()).contains("what is").contains("this");
    }

    @Test
    void anAgentThatTakesNoFilesRefusesThem() {
        TaskException refused = Asking.failure(
                LangChain4jTaskRunner.of("chat", service(Chat.class)),
                Asking.context(Asking.from("alice").attachment(png())),
                Map.of("text", "hi"));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(refused.text()).contains("takes no attachment");
    }

    private LangChain4jTaskRunner overridden() {
        return LangChain4jTaskRunner.of("chat", service(Chat.class))
                .name("talk")
                .title("Talk")
                .description("Talks")
                .labels("fun")
                .annotation("a", 1)
                .supportsTools(true)
                .outputSchema(JsonSchema.parse("{\"type\":\"string\",\"maxLength\":3}"))
                .inputSchema(JsonSchema.parse(
                        "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\",\"maxLength\":2}}}"));
    }

    @Test
    void overridesAreKept() {
        LangChain4jTaskRunner runner = overridden();
        assertThat(runner.spec().toMap())
                .containsEntry("title", "Talk")
                .containsEntry("description", "Talks")
                .containsEntry("labels", List.of("fun"))
                .containsEntry("supports_tools", true);
        assertThat(runner.spec().name()).isEqualTo("talk");
        assertThat(Asking.failure(runner, Map.of("text", "too long")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        model.text("too long");
        assertThat(Asking.failure(runner, Map.of("text", "hi")).code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
    }
}
