package dev.taskrunner.langchain4j.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.invocation.InvocationParameters;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.Cancellation;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelToolsTest {
    private static final JsonSchema ITEM =
            JsonSchema.parse("{\"type\":\"object\",\"properties\":{\"item\":{\"type\":\"string\",\"minLength\":2}},"
                    + "\"required\":[\"item\"],\"additionalProperties\":false}");

    private static final Participant ALICE = new Participant("1", "alice", "user", Map.of());

    private static ToolContext context() {
        return CallContext.builder(ALICE)
                .onBehalfOf(new Participant("2", "bob", "user", Map.of()))
                .tool();
    }

    private static ModelTools tools(Tool.Handler handler) {
        return ModelTools.of(List.of(Toolkit.of("shop", Tool.of("shop.order", "orders", ITEM, handler))));
    }

    private static ToolExecutionRequest request(String name, String arguments) {
        return ToolExecutionRequest.builder()
                .id("c1")
                .name(name)
                .arguments(arguments)
                .build();
    }

    @Test
    void specificationsSayWhatTheToolIs() {
        ToolSpecification order =
                tools((context, input) -> TaskResult.empty()).specifications().get(0);
        assertThat(order.name()).isEqualTo("shop_order");
        assertThat(order.description()).isEqualTo("orders");
        assertThat(ToolSchemas.fromParameters(order.parameters())).isEqualTo(ITEM);
    }

    /** A tool that says what its answers look like. */
    private static Tool answering(String schema) {
        Tool plain = Tool.of("count", "Counts", ITEM, (context, input) -> TaskResult.of(Map.of("n", 1)));
        return (Tool) java.lang.reflect.Proxy.newProxyInstance(
                Tool.class.getClassLoader(),
                new Class<?>[] {Tool.class},
                (proxy, method, arguments) -> method.getName().equals("outputSchema")
                        ? java.util.Optional.of(JsonSchema.parse(schema))
                        : method.invoke(plain, arguments));
    }

    private static String described(Tool tool) {
        return ModelTools.of(List.of(Toolkit.of("kit", tool)))
                .specifications()
                .get(0)
                .description();
    }

    @Test
    void whatAnswersLookLikeIsInTheDescriptionUnlessThatIsTooLong() {
        String schema = "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}";
        assertThat(described(answering(schema))).startsWith("Counts\n").endsWith(schema);
        String words = "x".repeat(5000);
        assertThat(described(answering("{\"type\":\"object\",\"description\":\"" + words + "\"}")))
                .isEqualTo("Counts");
    }

    @Test
    void aCallRunsTheToolWithTheContextGiven() {
        ModelTools tools = tools((context, input) ->
                TaskResult.of(context.caller().name() + " gets " + input.asMap().get("item")));
        ModelTools.Outcome outcome = tools.call(request("shop_order", "{\"item\":\"tea\"}"), context());
        assertThat(outcome.text()).isEqualTo("alice gets tea");
        assertThat(outcome.isError()).isFalse();
        assertThat(outcome.message().id()).isEqualTo("c1");
        assertThat(outcome.message().toolName()).isEqualTo("shop_order");
    }

    @Test
    void jsonIsJsonAndNothingIsSaidInWords() {
        ModelTools json = tools((context, input) -> TaskResult.of(Map.of("price", 3)));
        assertThat(json.call(request("shop_order", "{\"item\":\"tea\"}"), context())
                        .text())
                .isEqualTo("{\"price\":3}");
        ModelTools nothing = tools((context, input) -> TaskResult.empty());
        assertThat(nothing.call(request("shop_order", "{\"item\":\"tea\"}"), context())
                        .text())
                .isNotBlank();
    }

    @Test
    void filesAreDescribedAndGoAlongForTheModel() {
        Content.File photo = new Content.File("p.png", "image/png", Attachment.of(new byte[] {1, 2}));
        ModelTools.Outcome outcome = tools((context, input) -> TaskResult.of(photo))
                .call(request("shop_order", "{\"item\":\"tea\"}"), context());
        assertThat(outcome.text()).contains("p.png").contains("2 bytes");
        assertThat(outcome.media()).hasSize(1).first().isInstanceOf(ImageContent.class);
        assertThat(outcome.message().hasSingleText()).isTrue();
    }

    @Test
    void aFileThatNoModelTakesIsOnlyDescribed() {
        Content.File zip = new Content.File("z.zip", "application/zip", Attachment.of(new byte[] {1, 2}));
        ModelTools.Outcome outcome = tools((context, input) -> TaskResult.of(zip))
                .call(request("shop_order", "{\"item\":\"tea\"}"), context());
        assertThat(outcome.isError()).isFalse();
        assertThat(outcome.text()).contains("z.zip").contains("cannot be shown");
        assertThat(outcome.media()).isEmpty();
    }

    @Test
    void wrongArgumentsAreToldToTheModelAndTheToolIsNotCalled() {
        ModelTools tools = tools((context, input) -> {
            throw new AssertionError("called");
        });
        assertThat(tools.call(request("shop_order", "{\"item\":\"t\",\"x\":1}"), context()))
                .satisfies(outcome -> assertThat(outcome.isError()).isTrue())
                .satisfies(
                        outcome -> assertThat(outcome.text()).contains("/item").contains("x"));
        assertThat(tools.call(request("shop_order", "{\"item\":"), context()).text())
                .contains("not JSON");
        assertThat(tools.call(request("shop_order", ""), context()).text()).contains("item");
        assertThat(tools.call(request("made_up", "{}"), context()).text())
                .contains("no such tool")
                .contains("shop_order");
    }

    @Test
    void whatAToolThrowsIsToldOnlyWhenItIsSafe() {
        ModelTools bug = tools((context, input) -> {
            throw new IllegalStateException("password=4711");
        });
        assertThat(bug.call(request("shop_order", "{\"item\":\"tea\"}"), context()))
                .satisfies(outcome -> assertThat(outcome.isError()).isTrue())
                .satisfies(outcome -> assertThat(outcome.text()).doesNotContain("4711"));
        ModelTools sold = tools((context, input) -> {
            throw new TaskException(ErrorCode.FAILED, "sold out");
        });
        assertThat(sold.call(request("shop_order", "{\"item\":\"tea\"}"), context())
                        .text())
                .isEqualTo("error: sold out");
    }

    @Test
    void aCancelledCallIsNoOutcome() {
        Cancellation cancellation = new Cancellation();
        ToolContext context =
                CallContext.builder(ALICE).cancellation(cancellation).tool();
        ModelTools tools = tools((given, input) -> {
            cancellation.cancel(new TaskException(ErrorCode.CANCELLED, "gave up"));
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> tools.call(request("shop_order", "{\"item\":\"tea\"}"), context))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }

    @Test
    void oneNameInTwoToolkitsIsRefusedByBoth() {
        Tool a = Tool.of("a", "", ITEM, (context, input) -> TaskResult.empty());
        assertThatThrownBy(() -> ModelTools.of(List.of(Toolkit.of("one", a), Toolkit.of("two", a))))
                .hasMessageContaining("'one'")
                .hasMessageContaining("'two'");
    }

    @Test
    void executorsForAiServicesDoTheSame() {
        ModelTools tools = tools((context, input) ->
                TaskResult.of(context.onBehalfOf().orElseThrow().name()));
        ToolExecutor executor =
                tools.executors(context()).get(tools.specifications().get(0));
        assertThat(executor).isNotNull();
        assertThat(executor.execute(request("shop_order", "{\"item\":\"tea\"}"), "memory"))
                .isEqualTo("bob");
    }

    record Order(String item, int count) {}

    static final class Shop {
        @dev.langchain4j.agent.tool.Tool("orders something")
        Order order(String item, InvocationParameters parameters) {
            if (item.equals("gold")) {
                throw new IllegalArgumentException("no gold");
            }
            if (item.equals("air")) {
                throw new RateLimitException("secret text");
            }
            return new Order(item + " for " + parameters.<String>get(CallParameters.CALLER), 1);
        }
    }

    private static Tool shopTool(boolean propagates) {
        Shop shop = new Shop();
        java.lang.reflect.Method method = Arrays.stream(Shop.class.getDeclaredMethods())
                .filter(one -> one.getName().equals("order"))
                .findFirst()
                .orElseThrow();
        ToolExecutor executor = DefaultToolExecutor.builder()
                .object(shop)
                .originalMethod(method)
                .methodToInvoke(method)
                .propagateToolExecutionExceptions(propagates)
                .build();
        return ModelTools.toTool(ToolSpecifications.toolSpecificationsFrom(shop).get(0), executor);
    }

    private static TaskResult call(Tool tool, Map<String, Object> arguments) {
        return Toolkit.of("shop", tool).invoke(context(), tool.name(), TaskInput.of(arguments));
    }

    @Test
    void aToolOfLangChain4jIsATool() {
        TaskResult result = call(shopTool(false), Map.of("item", "tea"));
        assertThat(result.asMap()).isEqualTo(Map.of("item", "tea for alice", "count", 1));
    }

    @Test
    void itsErrorsAreErrors() {
        assertThatThrownBy(() -> call(shopTool(false), Map.of("item", "gold")))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("no gold");
        assertThatThrownBy(() -> call(shopTool(true), Map.of("item", "air")))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED))
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> call(shopTool(false), Map.of()))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS));
    }

    @Test
    void twoCallersNeverShareAMemory() {
        ToolContext other = CallContext.builder(new Participant("2", "bob", "user", Map.of()))
                .tool();
        assertThat(CallParameters.memoryId(context())).isNotEqualTo(CallParameters.memoryId(other));
        assertThat(CallParameters.memoryId(context()))
                .isNotEqualTo(CallParameters.memoryId(CallContext.builder(ALICE).tool()));
        Participant tricky = new Participant("9", "alice/8:name:bob", "user", Map.of());
        assertThat(CallParameters.memoryId(CallContext.builder(tricky).tool()))
                .isNotEqualTo(CallParameters.memoryId(context()));
    }

    @Test
    void parametersKnowTheCall() {
        ToolContext context = context();
        assertThat(CallParameters.callOf(CallParameters.of(context))).contains(context);
        assertThat(CallParameters.callOf(new InvocationParameters())).isEmpty();
    }
}
