package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.schema.JsonSchema;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TypeBindingTest {
    private static final TaskContext CONTEXT = TaskContext.forCaller("alice");

    record Point(int x, int y) {}

    private static TypeBinding.Property property(String name, Type type, boolean optional, @Nullable Object fallback) {
        return new TypeBinding.Property(name, type, null, optional, fallback, null, Map.of());
    }

    @Test
    void argumentsAreBoundByName() {
        TypeBinding.Arguments arguments = TypeBinding.standard()
                .arguments(List.of(
                        property("at", Point.class, false, null),
                        property("label", String.class, true, null),
                        property("size", int.class, false, 3)));
        assertThat(arguments.schema().asMap().get("required")).isEqualTo(List.of("at"));
        assertThat(arguments.bind(CONTEXT, TaskInput.parse("{\"at\":{\"x\":1,\"y\":2}}")))
                .containsEntry("at", new Point(1, 2))
                .containsEntry("label", null)
                .containsEntry("size", 3);
        assertThat(arguments.schema().isValid(Map.of("at", Map.of("x", 1)))).isFalse();
        assertThat(arguments.schema().isValid(Map.of("at", Map.of("x", 1, "y", 1), "other", 1)))
                .isFalse();
    }

    @Test
    void moreWordsAreEnforced() {
        TypeBinding.Property text = new TypeBinding.Property(
                "text", String.class, null, false, null, "What to say", Map.of("pattern", "\\S"));
        JsonSchema schema = TypeBinding.standard().arguments(List.of(text)).schema();
        assertThat(schema.toJson()).contains("What to say");
        assertThat(schema.isValid(Map.of("text", " "))).isFalse();
        assertThat(schema.isValid(Map.of("text", "a"))).isTrue();
    }

    void declared(@Description("how many") @Nullable Integer count) {}

    @Test
    void aDeclarationSaysTheRest() {
        Method method = Arrays.stream(TypeBindingTest.class.getDeclaredMethods())
                .filter(one -> one.getName().equals("declared"))
                .findFirst()
                .orElseThrow();
        TypeBinding.Property count = new TypeBinding.Property(
                "count", Integer.class, method.getParameters()[0], false, null, null, Map.of());
        JsonSchema schema = TypeBinding.standard().arguments(List.of(count)).schema();
        assertThat(schema.toJson()).contains("how many");
        assertThat(schema.isValid(Map.of())).isTrue();
    }

    @Test
    void twoOfOneNameAreRefused() {
        List<TypeBinding.Property> two =
                List.of(property("a", int.class, false, null), property("a", int.class, false, null));
        assertThatThrownBy(() -> TypeBinding.standard().arguments(two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
    }

    @Test
    void whatNoSchemaCanSayIsRefusedWhenBound() {
        TypeBinding.Arguments arguments =
                TypeBinding.standard().arguments(List.of(property("zone", java.time.ZoneId.class, false, null)));
        assertThatThrownBy(() -> arguments.bind(CONTEXT, TaskInput.of(Map.of("zone", "Nowhere/Atall"))))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS));
    }

    @Test
    void resultsAreWrittenAndAwaited() throws Exception {
        TypeBinding.Result result = TypeBinding.standard().result(Point.class);
        assertThat(result.schema().orElseThrow().isValid(Map.of("x", 1, "y", 2)))
                .isTrue();
        assertThat(result.write(CONTEXT, new Point(1, 2)).toJson()).isEqualTo("{\"x\":1,\"y\":2}");
        assertThat(result.write(CONTEXT, null).toJson()).isEqualTo("null");
        assertThat(TypeBinding.standard().result(Object.class).schema()).isEmpty();
        assertThat(TypeBinding.standard()
                        .result(Object.class)
                        .write(CONTEXT, CompletableFuture.completedFuture(List.of(1)))
                        .toJson())
                .isEqualTo("[1]");
        assertThatThrownBy(() -> TypeBinding.standard()
                        .result(Object.class)
                        .write(CONTEXT, CompletableFuture.failedFuture(new IllegalStateException("x"))))
                .isInstanceOf(ExecutionException.class);
    }

    @Description("a kind of thing")
    private static final class Described {}

    @Test
    void typesDescribeThemselves() {
        assertThat(TypeBinding.description(Described.class)).contains("a kind of thing");
        assertThat(TypeBinding.description(Point.class)).isEmpty();
    }
}
