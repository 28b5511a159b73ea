package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link TaskResult} and {@link Content}. */
class TaskResultTest {
    record Sum(int sum) {}

    @SuppressWarnings("unused") // its generic type is read
    private static List<Sum> sums;

    private static final Attachment BYTES = Attachment.of(new byte[] {1, 2, 3});
    private static final TaskResult FILE = TaskResult.of(new Content.File("a.png", "image/png", BYTES));
    private static final TaskResult LINK = TaskResult.of(new Content.Link("docs", "https://x"));

    @Test
    void theKindFollowsTheValue() {
        assertThat(TaskResult.of(null).content()).isEqualTo(new Content.Empty());
        assertThat(TaskResult.of(null)).isSameAs(TaskResult.empty());
        assertThat(TaskResult.of("x").content()).isEqualTo(new Content.Text("x"));
        assertThat(TaskResult.of(new StringBuilder("x")).content()).isEqualTo(new Content.Text("x"));
        assertThat(TaskResult.of(5).content()).isEqualTo(Content.Json.of(5));
        assertThat(TaskResult.of(new Sum(3)).content()).isEqualTo(Content.Json.parse("{\"sum\":3}"));
        assertThat(TaskResult.of(FILE)).isSameAs(FILE);
    }

    @Test
    void binds() throws NoSuchFieldException {
        assertThat(TaskResult.of(Map.of("sum", 3)).as(Sum.class)).isEqualTo(new Sum(3));
        assertThat(TaskResult.of("text").as(String.class)).isEqualTo("text");
        Type type = TaskResultTest.class.getDeclaredField("sums").getGenericType();
        assertThat(TaskResult.of(List.of(Map.of("sum", 3))).<List<Sum>>as(type)).containsExactly(new Sum(3));
        assertThat(TaskResult.of(Map.of("sum", 3)).asMap()).isEqualTo(Map.of("sum", 3));
        assertThat(TaskResult.of(Map.of("sum", 3))
                        .as(JsonNode.class)
                        .path("sum")
                        .intValue())
                .isEqualTo(3);
        assertThat(TaskResult.empty().as(JsonNode.class).isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"sum\":3.7}", "{\"sum\":\"5\"}", "{\"sum\":null}", "{}", "[]", "null"})
    void whatDoesNotFitIsAnInvalidResponse(String json) {
        TaskResult result = TaskResult.of(Content.Json.parse(json));
        TaskException refusal = catchThrowableOfType(TaskException.class, () -> result.as(Sum.class));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(refusal.text()).contains("Sum");
    }

    @Test
    void anEmptyAnswerCannotBeBound() {
        assertThatThrownBy(() -> TaskResult.empty().as(Sum.class)).isInstanceOf(TaskException.class);
        assertThatThrownBy(() -> TaskResult.of("x").asMap()).isInstanceOf(TaskException.class);
    }

    @Test
    void asTextAndAsJson() {
        assertThat(TaskResult.of("a\"b").asText()).isEqualTo("a\"b");
        assertThat(TaskResult.of("a\"b").toJson()).isEqualTo("\"a\\\"b\"");
        assertThat(TaskResult.empty().asText()).isEmpty();
        assertThat(TaskResult.empty().toJson()).isEqualTo("null");
        assertThat(TaskResult.of(List.of(1, 2)).asText()).isEqualTo("[1,2]");
        assertThat(TaskResult.of(Content.Json.of(null)).toJson()).isEqualTo("null");
    }

    @Test
    void filesAndLinksAreDescribedWithoutBytes() {
        assertThat(FILE.toJson()).isEqualTo("{\"name\":\"a.png\",\"mime_type\":\"image/png\",\"size\":3}");
        assertThat(LINK.toJson()).isEqualTo("{\"name\":\"docs\",\"url\":\"https://x\"}");
        assertThat(LINK.asText()).isEqualTo(LINK.toJson());
    }

    @Test
    void metadataIsAddedToACopy() {
        TaskResult plain = TaskResult.of("x");
        TaskResult more = plain.withMetadata("tokens", 5).withMetadata("model", "m");
        assertThat(plain.metadata()).isEmpty();
        assertThat(more.metadata()).containsExactly(Map.entry("tokens", 5), Map.entry("model", "m"));
        assertThat(more.content()).isEqualTo(plain.content());
        assertThat(more).isNotEqualTo(plain);
        assertThatThrownBy(() -> more.metadata().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void equality() {
        assertThat(TaskResult.of(Map.of("a", 1))).isEqualTo(TaskResult.of(Content.Json.parse("{\"a\":1}")));
        assertThat(TaskResult.of(Map.of("a", 1))).hasSameHashCodeAs(TaskResult.of(Map.of("a", 1)));
        assertThat(TaskResult.of("1")).isNotEqualTo(TaskResult.of(1)).isNotEqualTo("1");
        assertThat(FILE).isEqualTo(TaskResult.of(new Content.File("a.png", "image/png", Attachment.of(new byte[] {
            1, 2, 3
        }))));
    }

    @Test
    void theTextLeaksNothing() {
        assertThat(TaskResult.of(Map.of("k", "s3cret"))).hasToString("TaskResult[Json]");
        assertThat(TaskResult.of("s3cret")).hasToString("TaskResult[Text]");
        assertThat(FILE.content().toString()).contains("3 bytes");
    }

    @Test
    void jsonContent() {
        Content.Json json = Content.Json.parse("{\"a\":[1,null]}");
        assertThat(json).hasToString("{\"a\":[1,null]}");
        assertThat(json.value()).isInstanceOf(Map.class);
        assertThat(Content.Json.of(null).value()).isNull();
        assertThat(json.<Map<String, Object>>as(Map.class)).containsKey("a");
        assertThat(json).hasSameHashCodeAs(Content.Json.parse(json.toString())).isNotEqualTo(Content.Json.of(1));
        assertThatIllegalArgumentException().isThrownBy(() -> Content.Json.parse("{} {}"));
    }
}
