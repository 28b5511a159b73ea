package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Limits and words that annotations give. */
class ConstraintsTest {
    record Limits(
            @NotNull @Size(min = 2, max = 3) String size,
            @Min(1) @Max(9) int range,
            @Pattern(regexp = "[a-z]+") String letters,
            @Email String email,
            @Positive Long positive,
            @NotBlank String filled,
            @Size(min = 1) List<@Size(max = 2) String> list,
            Optional<@Min(5) Integer> maybe) {}

    @Ordered
    record Span(int from, int to) {}

    @Constraint(validatedBy = OrderedValidator.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Ordered {
        String message() default "from must not be after to";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    public static class OrderedValidator implements ConstraintValidator<Ordered, Span> {
        @Override
        public boolean isValid(Span value, ConstraintValidatorContext context) {
            return value.from() <= value.to();
        }
    }

    @Description("A thing")
    record Described(
            @Description("one") int a,
            @JsonPropertyDescription("two") int b,
            @Schema(description = "three") int c) {}

    record Strict(
            String name,
            Optional<Integer> limit,
            @Size(min = 2) String code,
            Inner inner) {}

    record Inner(List<Inner> more) {}

    private static String json(String member, String value) {
        String[] all = {
            "\"size\":\"ab\"",
            "\"range\":1",
            "\"letters\":\"a\"",
            "\"email\":\"a@example.com\"",
            "\"positive\":1",
            "\"filled\":\"x\"",
            "\"list\":[\"a\"]",
            "\"maybe\":5"
        };
        StringBuilder text = new StringBuilder("{");
        for (String one : all) {
            text.append(text.length() > 1 ? "," : "")
                    .append(one.startsWith("\"" + member + "\"") ? "\"" + member + "\":" + value : one);
        }
        return text.append('}').toString();
    }

    @Test
    void constraintsAreInTheSchemaAndEnforced() {
        Promise<Limits> it = new Promise<>(TypeToken.of(Limits.class), FunctionOptions.DEFAULT.withValidator(false));
        it.accepts(json("", ""));
        it.refuses(json("size", "\"a\""), "/size");
        it.refuses(json("range", "10"), "/range");
        it.refuses(json("letters", "\"aB\""), "/letters");
        it.refuses(json("email", "\"x\""), "/email");
        it.refuses(json("positive", "0"), "/positive");
        it.refuses(json("filled", "\" \""), "/filled");
        it.refuses(json("list", "[]"), "/list");
        it.refuses(json("list", "[\"abc\"]"), "/list/0");
        it.refuses(json("maybe", "4"), "/maybe");
        assertThat(it.property("size").path("minLength").asInt()).isEqualTo(2);
        assertThat(it.property("range").path("maximum").asInt()).isEqualTo(9);
    }

    @Test
    void validatorChecksTheRest() {
        Promise<Span> it = Promise.of(Span.class);
        it.holds(new Span(1, 2));
        it.refuses("{\"from\":2,\"to\":1}", "");
        Promise.of(new TypeToken<List<Span>>() {}).refuses("{\"value\":[{\"from\":2,\"to\":1}]}", "/value/0");
    }

    @Test
    void descriptionsOfAllKinds() {
        Promise<Described> it = Promise.of(Described.class);
        assertThat(it.schema().path("description").asText()).isEqualTo("A thing");
        assertThat(it.property("a").path("description").asText()).isEqualTo("one");
        assertThat(it.property("b").path("description").asText()).isEqualTo("two");
        assertThat(it.property("c").path("description").asText()).isEqualTo("three");
    }

    @Test
    void openAiSubset() {
        Promise<Strict> it = new Promise<>(
                TypeToken.of(Strict.class), FunctionOptions.DEFAULT.withProfile(SchemaProfile.OPENAI_STRICT));
        JsonNode schema = it.schema();
        assertThat(schema.path("required"))
                .extracting(JsonNode::asText)
                .containsExactly("name", "limit", "code", "inner");
        assertThat(schema.toString()).doesNotContain("minLength", "allOf", "oneOf", "default");
        assertThat(schema.at("/properties/limit/type"))
                .extracting(JsonNode::asText)
                .containsExactly("integer", "null");
        it.holds(new Strict("a", Optional.empty(), "ab", new Inner(List.of(new Inner(List.of())))));
        it.refuses("{\"name\":\"a\",\"limit\":null,\"code\":\"a\",\"inner\":{\"more\":[]}}", "/code");
    }
}
