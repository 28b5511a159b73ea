package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.invocation.InvocationParameters;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.Cancellation;
import dev.taskrunner.ChatContext;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.langchain4j.bridge.CallParameters;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class OtherShapesTest {
    private final ScriptedChatModel model = new ScriptedChatModel();

    interface Tokens {
        Flux<String> chat(String text);
    }

    @Test
    void fluxesAreProgressAndText() {
        StreamingChatModel streaming = model.streaming();
        model.text("one two three");
        Tokens service =
                AiServices.builder(Tokens.class).streamingChatModel(streaming).build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("tokens", service);
        assertThat(runner.spec().outputSchema()).contains(JsonSchema.parse("{\"type\":\"string\"}"));
        List<String> tokens = new CopyOnWriteArrayList<>();
        TaskResult result = Asking.ask(
                runner,
                Asking.context(Asking.from("alice").progress(progress -> tokens.add(String.valueOf(progress.text())))),
                Map.of("text", "count"));
        assertThat(result.asText()).isEqualTo("one two three");
        assertThat(tokens).hasSizeGreaterThan(1);
        assertThat(String.join("", tokens)).isEqualTo("one two three");
    }

    /** Not an AI service at all: what teams write around their chains. */
    static final class Handmade {
        public Flow.Publisher<Integer> numbers(int upTo) {
            SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
            return subscriber -> {
                publisher.subscribe(subscriber);
                for (int i = 1; i <= upTo; i++) {
                    publisher.submit(i);
                }
                publisher.close();
            };
        }
    }

    @Test
    void itemsOfAPublisherAreAList() {
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("numbers", new Handmade());
        assertThat(Asking.ask(runner, Map.of("upTo", 3)).toJson()).isEqualTo("[1,2,3]");
        assertThat(runner.spec().outputSchema().orElseThrow().asMap()).containsEntry("type", "array");
    }

    static final class Failing {
        public Flow.Publisher<String> go() {
            return subscriber -> {
                subscriber.onSubscribe(new Flow.Subscription() {
                    @Override
                    public void request(long n) {
                        subscriber.onError(new dev.langchain4j.exception.TimeoutException("secret"));
                    }

                    @Override
                    public void cancel() {
                        // Nothing runs here.
                    }
                });
            };
        }
    }

    @Test
    void errorsOfAPublisherAreErrors() {
        TaskException failed = Asking.failure(LangChain4jTaskRunner.of("x", new Failing()), Map.of());
        assertThat(failed.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(failed.text()).doesNotContain("secret");
    }

    static class Base {
        private String inherited = "";

        public String getInherited() {
            return inherited;
        }

        public void setInherited(String value) {
            inherited = value;
        }
    }

    static final class Order extends Base {
        @JsonProperty("how_many")
        public int count;

        @JsonIgnore
        public String secret = "";

        public Map<String, Integer> prices = Map.of();
        public List<Map<String, List<Integer>>> deep = List.of();
    }

    interface Shop {
        @UserMessage("Handle {{order}}")
        Order handle(@V("order") Order order);
    }

    @Test
    void schemasKeepThePromiseWhereLangChain4jsDoNot() {
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("shop", AiServices.create(Shop.class, model));
        String input = runner.spec().inputSchema().toJson();
        assertThat(input).contains("\"inherited\"", "\"how_many\"").doesNotContain("\"secret\"", "\"count\"");
        JsonSchema output = runner.spec().outputSchema().orElseThrow();
        assertThat(output.toJson()).contains("\"inherited\"", "\"how_many\"").doesNotContain("\"secret\"");
        Map<String, Object> order = Map.of(
                "inherited", "x", "how_many", 2, "prices", Map.of("tea", 3), "deep", List.of(Map.of("a", List.of(1))));
        model.text(OpenAi.text(order));
        assertThat(Asking.ask(runner, Map.of("order", order)).asMap()).isEqualTo(order);
        for (Map<String, Object> wrong : List.of(
                Map.<String, Object>of("prices", Map.of("tea", "3")),
                Map.<String, Object>of("how_many", 1.5),
                Map.<String, Object>of("secret", "x"),
                Map.<String, Object>of("deep", List.of(Map.of("a", List.of("1")))))) {
            Map<String, Object> changed = new java.util.HashMap<>(order);
            changed.putAll(wrong);
            assertThat(Asking.failure(runner, Map.of("order", changed)).code())
                    .as("%s", wrong)
                    .isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        }
    }

    static final class Tools {
        @dev.langchain4j.agent.tool.Tool("adds two numbers")
        int add(int a, int b, InvocationParameters parameters) {
            return a + b + parameters.<String>get(CallParameters.CALLER).length();
        }
    }

    @Test
    void aToolWithItsSpecification() {
        Tools tools = new Tools();
        java.lang.reflect.Method add = Arrays.stream(Tools.class.getDeclaredMethods())
                .filter(method -> method.getName().equals("add"))
                .findFirst()
                .orElseThrow();
        ToolSpecification specification =
                ToolSpecifications.toolSpecificationsFrom(tools).get(0);
        LangChain4jTaskRunner runner =
                LangChain4jTaskRunner.of("adder", specification, new DefaultToolExecutor(tools, add));
        assertThat(runner.spec().description()).isEqualTo("adds two numbers");
        assertThat(Asking.ask(runner, Map.of("a", 1, "b", 2)).as(Integer.class)).isEqualTo(8);
        assertThat(Asking.failure(runner, Map.of("a", "one")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
    }

    static final class Talk {
        private final List<ChatMessage> seen = new ArrayList<>();

        public String talk(List<ChatMessage> messages) {
            seen.addAll(messages);
            return "ok";
        }
    }

    @Test
    void messagesAreTheConversationAndThenTheCallers() {
        Talk talk = new Talk();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("talk", talk);
        TaskContext context = Asking.from("alice")
                .task(new ChatContext().add("system", "be brief").add("assistant", "hm"), List.of());
        Asking.ask(runner, context, Map.of("messages", "hello"));
        assertThat(talk.seen).extracting(message -> message.type().name()).containsExactly("SYSTEM", "AI", "USER");
    }

    static final class Awaited {
        public CompletableFuture<String> later(String text) {
            return CompletableFuture.supplyAsync(() -> text + "!");
        }
    }

    @Test
    void futuresAreAwaited() {
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("later", new Awaited());
        assertThat(Asking.ask(runner, Map.of("text", "a")).asText()).isEqualTo("a!");
    }

    static final class Painter {
        public dev.langchain4j.data.image.Image paint(String what) {
            return dev.langchain4j.data.image.Image.builder()
                    .base64Data("AQI=")
                    .mimeType("image/png")
                    .build();
        }
    }

    @Test
    void picturesAreFiles() {
        TaskResult picture = Asking.ask(LangChain4jTaskRunner.of("painter", new Painter()), Map.of("what", "cat"));
        assertThat(picture.content())
                .isEqualTo(new Content.File("image.png", "image/png", Attachment.of(new byte[] {1, 2})));
    }

    static final class Knowing {
        public String who(TaskContext context, String greeting, ImageContent ignored) {
            return greeting + " " + context.caller().name();
        }
    }

    @Test
    void ourContextIsHandedIn() {
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("who", new Knowing());
        assertThat(Asking.names(runner)).isEqualTo(Set.of("greeting", "ignored"));
        assertThat(Asking.ask(runner, Map.of("greeting", "hi", "ignored", "data:image/png;base64,AQI="))
                        .asText())
                .isEqualTo("hi alice");
        assertThat(Asking.failure(runner, Map.of("greeting", "hi", "ignored", "data:image/png;base64,%%"))
                        .text())
                .contains("not base64");
    }

    interface Overloaded {
        String chat(@V("a") String a);

        String chat(@V("a") int a);
    }

    interface Varied {
        String chat(String... words);
    }

    interface Unnamed {
        String chat(@UserMessage String a, @V("b") String b, String c);
    }

    @Test
    void whatCannotBeIntrospectedSaysSoAtOnce() {
        assertThatThrownBy(() -> LangChain4jTaskRunner.allOf(AiServices.create(Overloaded.class, model)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("several methods 'chat'");
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("x", AiServices.create(Varied.class, model)))
                .hasMessageContaining("take a List");
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("x", "just text")).hasMessageContaining("is no agent");
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("x", new Object())).hasMessageContaining("no public method");
    }

    @Test
    void whatTheUsersOwnCodeThrowsIsHiddenUnlessRevealed() {
        model.error(new IllegalStateException("hidden 4711")).error(new IllegalStateException("hidden 4711"));
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("model", model);
        assertThat(Asking.failure(runner, Map.of("prompt", "x")).text()).doesNotContain("4711");
        assertThat(Asking.failure(runner.revealErrors(true), Map.of("prompt", "x"))
                        .text())
                .contains("4711");
    }

    @Test
    void aTaskThatWasCancelledWhileItsModelFailedIsCancelled() {
        Cancellation cancellation = new Cancellation();
        model.step(request -> {
            cancellation.cancel(new TaskException(ErrorCode.TIMED_OUT, "too late"));
            throw new dev.langchain4j.exception.LangChain4jException(new InterruptedException());
        });
        CallContext.Builder builder = Asking.from("alice").cancellation(cancellation);
        TaskException failed = Asking.failure(
                LangChain4jTaskRunner.of("model", model), Asking.context(builder), Map.of("prompt", "x"));
        assertThat(failed.code()).isEqualTo(ErrorCode.TIMED_OUT);
    }
}
