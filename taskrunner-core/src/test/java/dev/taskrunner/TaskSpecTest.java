package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSpecTest {
    private static final Tool TOOL = Tool.of("t", "", JsonSchema.any(), (context, input) -> TaskResult.empty());

    private static TaskSpec full() {
        return TaskSpec.builder("add")
                .title("Add")
                .description("Adds")
                .inputSchema("{\"type\":\"object\"}")
                .outputSchema("{\"type\":\"integer\"}")
                .supportsTools(true)
                .toolkits(Toolkit.of("own", TOOL))
                .requires(RequiredToolkit.of("math", "dbl"))
                .labels("one", "two")
                .annotation("k", Map.of("v", 1))
                .maxConcurrentTasks(2)
                .maxQueuedTasks(0)
                .timeout(Duration.ofSeconds(9))
                .revealErrors(true)
                .forbidReentry()
                .build();
    }

    @Test
    void defaults() {
        TaskSpec spec = TaskSpec.builder("add").build();
        assertThat(spec.name()).isEqualTo("add");
        assertThat(spec.title()).isEqualTo("add");
        assertThat(spec.description()).isEmpty();
        assertThat(spec.inputSchema()).isEqualTo(JsonSchema.noArguments());
        assertThat(spec.outputSchema()).isEmpty();
        assertThat(spec.supportsTools()).isFalse();
        assertThat(spec.toolkits()).isEmpty();
        assertThat(spec.requires()).isEmpty();
        assertThat(spec.labels()).isEmpty();
        assertThat(spec.annotations()).isEmpty();
        assertThat(spec.maxConcurrentTasks()).isEqualTo(64);
        assertThat(spec.maxQueuedTasks()).isEqualTo(1024);
        assertThat(spec.timeout()).isEmpty();
        assertThat(spec.revealErrors()).isFalse();
        assertThat(spec.reentrant()).isTrue();
        assertThat(TaskSpec.builder().build().name()).isEmpty();
    }

    @Test
    void keepsWhatItWasGiven() {
        TaskSpec spec = full();
        assertThat(spec.title()).isEqualTo("Add");
        assertThat(spec.outputSchema()).contains(JsonSchema.parse("{\"type\":\"integer\"}"));
        assertThat(spec.toolkits()).hasSize(1);
        assertThat(spec.labels()).containsExactly("one", "two");
        assertThat(spec.maxConcurrentTasks()).isEqualTo(2);
        assertThat(spec.maxQueuedTasks()).isZero();
        assertThat(spec.timeout()).contains(Duration.ofSeconds(9));
        assertThat(spec.revealErrors()).isTrue();
        assertThat(spec.reentrant()).isFalse();
        assertThat(spec).hasToString("TaskSpec[add]");
    }

    @Test
    void addersAdd() {
        TaskSpec spec = full().toBuilder()
                .labels("three")
                .annotation("more", true)
                .requires(RequiredToolkit.of("b"))
                .toolkits(Toolkit.of("two"))
                .build();
        assertThat(spec.labels()).containsExactly("one", "two", "three");
        assertThat(spec.annotations()).containsKeys("k", "more", "taskrunner.reentry");
        assertThat(spec.requires()).extracting(Requirement::name).containsExactly("math", "b");
        assertThat(spec.toolkits()).extracting(Toolkit::name).containsExactly("own", "two");
        assertThat(full().labels()).hasSize(2);
    }

    @Test
    void aBuilderThatGoesOnDoesNotChangeWhatItBuilt() {
        TaskSpec.Builder builder = TaskSpec.builder("a").labels("x");
        TaskSpec built = builder.build();
        builder.labels("y").title("later").annotation("k", 1);
        assertThat(built.labels()).containsExactly("x");
        assertThat(built.title()).isEqualTo("a");
        assertThat(built.annotations()).isEmpty();
        assertThatThrownBy(() -> built.labels().add("z")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> full().annotations().put("z", 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void withNameChangesTheNameAndNothingElse() {
        TaskSpec named = full().withName("other");
        assertThat(named.name()).isEqualTo("other");
        assertThat(named.toMap()).isEqualTo(full().toMap());
        assertThat(named.maxConcurrentTasks()).isEqualTo(2);
        assertThat(named.timeout()).isEqualTo(full().timeout());
        assertThat(TaskSpec.builder().build().withName("late").title()).isEqualTo("late");
    }

    @Test
    void equality() {
        assertThat(full()).isEqualTo(full()).hasSameHashCodeAs(full());
        assertThat(full()).isNotEqualTo(full().withName("other")).isNotEqualTo("add");
        assertThat(full()).isNotEqualTo(full().toBuilder().description("x").build());
        assertThat(full()).isEqualTo(full().toBuilder().maxConcurrentTasks(7).build());
    }

    @Test
    void equalSpecsHaveEqualHashes() {
        TaskSpec implied = TaskSpec.builder("add").build();
        TaskSpec spelledOut = TaskSpec.builder("add").title("add").build();
        assertThat(implied).isEqualTo(spelledOut).hasSameHashCodeAs(spelledOut);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void concurrencyIsAtLeastOne(int value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskSpec.builder("a").maxConcurrentTasks(value))
                .withMessageContaining(String.valueOf(value));
    }

    @Test
    void limitsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskSpec.builder("a").maxQueuedTasks(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskSpec.builder("a").timeout(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskSpec.builder("a").timeout(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskSpec.builder("a").inputSchema("{\"type\":7}"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskSpec.builder("a").outputSchema("not json"));
    }

    @Test
    void noSchemaMeansNoArguments() {
        TaskSpec spec = TaskSpec.builder("a").inputSchema((String) null).build();
        assertThat(spec.inputSchema().isValid(Map.of())).isTrue();
        assertThat(spec.inputSchema().isValid(Map.of("x", 1))).isFalse();
        assertThat(TaskSpec.builder("a")
                        .outputSchema(Map.of("type", "string"))
                        .outputSchema((JsonSchema) null)
                        .build()
                        .outputSchema())
                .isEmpty();
        assertThat(List.of(TaskSpec.builder("a")
                        .inputSchema(Map.of("type", "array"))
                        .build()
                        .inputSchema()
                        .toJson()))
                .containsExactly("{\"type\":\"array\"}");
    }
}
