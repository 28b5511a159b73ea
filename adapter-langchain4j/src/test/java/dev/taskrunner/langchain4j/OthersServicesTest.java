package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.structured.Description;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskResult;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AI services as other teams write them. */
class OthersServicesTest {
    private final ScriptedChatModel model = new ScriptedChatModel();

    enum Colour {
        RED,
        GREEN
    }

    record Person(@Description("the full name") String name, int age, LocalDate born, Colour colour) {}

    interface Extractor {
        @UserMessage("{{it}}")
        double decimal(String it);

        @UserMessage("{{it}}")
        Long whole(String it);

        @UserMessage("{{it}}")
        BigDecimal exact(String it);

        @UserMessage("{{it}}")
        LocalDate day(String it);

        @UserMessage("{{it}}")
        LocalTime time(String it);

        @UserMessage("{{it}}")
        LocalDateTime moment(String it);

        @UserMessage("{{it}}")
        Colour colour(String it);

        @UserMessage("{{it}}")
        Person person(String it);

        @UserMessage("{{it}}")
        Result<List<String>> lines(String it);

        @UserMessage("{{it}}")
        Result<Colour> sure(String it);

        @UserMessage("{{it}}")
        Boolean truth(String it);
    }

    private LangChain4jTaskRunner extractor(String method) {
        return LangChain4jTaskRunner.of("extractor", AiServices.create(Extractor.class, model), method);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            decimal | 2.5 | 2.5
            whole | 12345678901 | 12345678901
            exact | 0.10 | 0.10
            day | 2024-02-29 | "2024-02-29"
            time | 10:15:30 | "10:15:30"
            moment | 2024-02-29T10:15:30 | "2024-02-29T10:15:30"
            colour | GREEN | "GREEN"
            truth | false | false
            sure | RED | "RED"
            """)
    void whatTheModelSaysBecomesTheDeclaredType(String method, String said, String json) {
        model.text(said);
        assertThat(Asking.ask(extractor(method), Map.of("it", "x")).toJson()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decimal", "whole", "exact", "day", "time", "moment", "colour", "person"})
    void whatIsNotOfTheTypeIsTheModelsFaultAndNotRepeated(String method) {
        model.text("my secret 4711 is nothing of the kind");
        var refused = Asking.failure(extractor(method), Map.of("it", "x"));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(refused.text()).doesNotContain("4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {"decimal", "day", "colour", "person", "lines", "truth"})
    void whatTheUserSaysIsNotFilledInTwice(String method) {
        model.step(request -> {
            throw new RateLimitException("seen enough");
        });
        assertThat(Asking.failure(extractor(method), Map.of("it", "about {{it}} and {{other}}"))
                        .code())
                .isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(sent().toString().replace("\u2060", "")).contains("about {{it}} and {{other}}");
    }

    @Test
    void aRecordHasItsSchemaAndItsValues() {
        model.text("{\"name\":\"Ada\",\"age\":36,\"born\":\"1815-12-10\",\"colour\":\"RED\"}");
        LangChain4jTaskRunner runner = extractor("person");
        Map<String, Object> schema = runner.spec().outputSchema().orElseThrow().asMap();
        assertThat(schema.get("required")).isEqualTo(List.of("name", "age", "born", "colour"));
        assertThat(schema.toString()).contains("the full name");
        assertThat(Asking.ask(runner, Map.of("it", "Ada")).as(Person.class))
                .isEqualTo(new Person("Ada", 36, LocalDate.of(1815, 12, 10), Colour.RED));
    }

    @Test
    void aListInAResultIsAList() {
        model.text("one\ntwo");
        assertThat(Asking.ask(extractor("lines"), Map.of("it", "x")).toJson()).isEqualTo("[\"one\",\"two\"]");
    }

    private List<ChatMessage> sent() {
        List<dev.langchain4j.model.chat.request.ChatRequest> all = model.requests();
        return all.get(all.size() - 1).messages();
    }

    interface Two {
        @SystemMessage("The key is {{key}}.")
        @UserMessage("{{first}} / {{second}}")
        String ask(@V("first") String first, @V("second") String second, @V("key") String key);
    }

    @Test
    void oneVariableDoesNotReachIntoAnother() {
        model.text("ok").text("ok");
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("two", AiServices.create(Two.class, model));
        Map<String, String> there = Map.of("first", "{{second}}", "second", "{{key}}", "key", "K-1");
        Asking.ask(runner, there);
        String user = ((dev.langchain4j.data.message.UserMessage) sent().get(1)).singleText();
        assertThat(user.replace("\u2060", "")).isEqualTo("{{second}} / {{key}}");
    }

    interface Echo {
        Said echo(String text);
    }

    record Said(String text, List<String> words) {}

    @Test
    void bracesComeBackInARecordAsTheyWere() {
        model.step(request -> {
            String said = ((dev.langchain4j.data.message.UserMessage)
                            request.messages().get(0))
                    .singleText();
            String text = said.substring(0, said.indexOf("\n"));
            String json = OpenAi.text(Map.of("text", text, "words", List.of(text)));
            return ChatResponse.builder().aiMessage(AiMessage.from(json)).build();
        });
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("echo", AiServices.create(Echo.class, model));
        Said said = Asking.ask(runner, Map.of("text", "{{x}}")).as(Said.class);
        assertThat(said).isEqualTo(new Said("{{x}}", List.of("{{x}}")));
    }

    interface Base<T> {
        @UserMessage("Do {{task}}")
        T work(@V("task") String task);
    }

    interface Inherited extends Base<Colour> {
        @Override
        @UserMessage("Really do {{task}}")
        Colour work(@V("task") String task);
    }

    interface Plain extends Base<String> {}

    @Test
    void inheritedMethodsAreTheInterfacesOwn() {
        model.text("RED");
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("heir", AiServices.create(Inherited.class, model));
        assertThat(runner.spec().outputSchema().orElseThrow().toJson()).contains("GREEN");
        assertThat(Asking.ask(runner, Map.of("task", "it")).as(Colour.class)).isEqualTo(Colour.RED);
        assertThat(sent().toString()).contains("Really do it");
    }

    interface WithDefaults {
        @UserMessage("Say {{what}}")
        String say(@V("what") String what);

        default String shout(String what) {
            return say(what).toUpperCase(java.util.Locale.ROOT);
        }

        static String help() {
            return "help";
        }
    }

    @Test
    void defaultAndStaticMethodsAreNotAsked() {
        assertThat(LangChain4jTaskRunner.allOf(AiServices.create(WithDefaults.class, model)))
                .extracting(runner -> runner.spec().name())
                .containsExactly("say");
    }

    interface Overloaded {
        @UserMessage("{{a}}")
        String talk(@V("a") String a);

        @UserMessage("{{a}} {{b}}")
        String talk(@V("a") String a, @V("b") String b);
    }

    @Test
    void overloadedMethodsAreRefusedByName() {
        Object agent = AiServices.create(Overloaded.class, model);
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("x", agent, "talk")).hasMessageContaining("'talk'");
        assertThatThrownBy(() -> LangChain4jTaskRunner.allOf(agent)).hasMessageContaining("'talk'");
        assertThat(model.requests()).isEmpty();
    }

    interface Chatty {
        @SystemMessage("You are kind.")
        String chat(@MemoryId String who, @UserMessage String text);
    }

    @Test
    void twentyCallersAtOnceKeepTheirMemoriesApart() throws Exception {
        List<CompletableFuture<TaskResult>> answers = new ArrayList<>();
        Chatty agent = AiServices.builder(Chatty.class)
                .chatModel(model)
                .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(9))
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("chatty", agent);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 40; i++) {
            int number = i % 20;
            model.step(request ->
                    ChatResponse.builder().aiMessage(AiMessage.from("ok")).build());
            answers.add(CompletableFuture.supplyAsync(() -> say(runner, "caller" + number), threads));
        }
        for (CompletableFuture<TaskResult> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS).asText()).isEqualTo("ok");
        }
        threads.shutdownNow();
        for (var request : model.requests()) {
            List<String> names = Pattern.compile("I am (caller\\d+;)")
                    .matcher(request.messages().toString())
                    .results()
                    .map(found -> found.group(1))
                    .distinct()
                    .toList();
            assertThat(names).hasSize(1);
        }
    }

    private static TaskResult say(LangChain4jTaskRunner runner, String name) {
        return Asking.ask(runner, Asking.context(Asking.from(name)), Map.of("text", "I am " + name + ";"));
    }

    interface Streaming {
        @UserMessage("Count to {{n}}")
        TokenStream count(@V("n") int n);
    }

    @Test
    void aStreamIsItsWholeTextAndANumberIsANumber() {
        model.text("one two three");
        Streaming agent = AiServices.builder(Streaming.class)
                .streamingChatModel(model.streaming())
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("count", agent);
        assertThat(Asking.property(runner, "n").get("type")).isEqualTo("integer");
        assertThat(Asking.ask(runner, Map.of("n", 3)).asText()).isEqualTo("one two three");
        assertThat(Asking.failure(runner, Map.of("n", 2.5)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
    }
}
