package dev.taskrunner.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Evil schemas and values cost bounded time and memory; one schema serves many threads")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JsonSchemaLimitsTest {

    private static final String NUMBERS = "{\"type\":\"object\",\"properties\":{\"n\":{\"$ref\":\"#/$defs/list\"}},"
            + "\"required\":[\"n\"],\"$defs\":{\"list\":{\"items\":{\"anyOf\":[{\"type\":\"integer\"},"
            + "{\"type\":\"string\",\"pattern\":\"^[0-9]+$\"}]}}}}";

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"$ref\":\"#\"}",
                "{\"allOf\":[{\"$ref\":\"#\"}]}",
                "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}",
                "{\"not\":{\"$ref\":\"#\"}}",
            })
    void endlessReferencesAreOneViolation(String json) {
        JsonSchema schema = JsonSchema.parse(json);
        assertThat(schema.validate(1)).singleElement().satisfies(violation -> {
            assertThat(violation.keyword()).isEqualTo("$ref");
            assertThat(violation.message()).contains("refers to itself");
        });
        assertThat(schema.isValid(1)).isFalse();
    }

    @Test
    void recursionOverTheValueIsFine() {
        JsonSchema tree = JsonSchema.parse(
                "{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}}," + "\"additionalProperties\":false}");
        Map<String, Object> value = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            value = Map.of("next", value);
        }
        assertThat(tree.validate(value)).isEmpty();
        assertThat(tree.validate(Map.of("next", Map.of("next", Map.of("x", 1)))))
                .extracting(Violation::pointer)
                .containsExactly("/next/next/x");
    }

    @Test
    void exponentialSchemasAreCutShort() {
        StringBuilder json = new StringBuilder("{\"$ref\":\"#/$defs/a0\",\"$defs\":{");
        for (int i = 0; i < 50; i++) {
            String next = "{\"$ref\":\"#/$defs/a" + (i + 1) + "\"}";
            json.append("\"a" + i + "\":{\"allOf\":[" + next + "," + next + "]},");
        }
        JsonSchema schema = JsonSchema.parse(json + "\"a50\":{\"type\":\"string\"}}}");
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(schema.validate("x"))
                    .singleElement()
                    .extracting(Violation::message)
                    .asString()
                    .contains("too many steps");
            assertThat(schema.isValid("x")).isFalse();
        });
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*b\\\\1c"})
    void patternsThatBacktrackAreCutShort(String pattern) {
        JsonSchema schema = JsonSchema.parse("{\"pattern\":\"" + pattern + "\"}");
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(schema.isValid("a".repeat(5000) + "!")).isFalse();
            assertThat(schema.isValid("x".repeat(5000) + "!")).isFalse();
        });
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "(){1000000000}x",
                "((){30000}){30000}x",
                "(((){1000}){1000}){1000}x",
                "(){30000}{30000}x",
                "(^{100000}){100000}x",
                "(\\\\b{100000}){100000}x",
            })
    void repetitionsOfNothingAreCutShort(String pattern) {
        JsonSchema schema = JsonSchema.parse("{\"pattern\":\"" + pattern + "\"}");
        Assertions.assertTimeout(
                Duration.ofSeconds(20), () -> assertThat(schema.isValid("aaaa")).isFalse());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "^([0-9a-f]{2}){32}$",
                "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
                "^(?:[0-9]{1,3}\\\\.){3}[0-9]{1,3}$",
                "^\\\\p{L}{3,50}$",
                "^.{1,5000}$",
            })
    void commonCountsAreNoTrouble(String pattern) {
        JsonSchema schema = JsonSchema.parse("{\"pattern\":\"" + pattern + "\"}");
        assertThat(schema.validate("!".repeat(6000)))
                .extracting(Violation::keyword)
                .containsExactly("pattern");
    }

    @Test
    void cutShortPatternsSaySo() {
        assertThat(JsonSchema.parse("{\"pattern\":\"^(([a-z])+.)+[A-Z]([a-z])+$\"}")
                        .validate("a".repeat(5000)))
                .singleElement()
                .extracting(Violation::message)
                .asString()
                .startsWith("(root): validation gave up: a pattern");
    }

    @Test
    void atMost64ViolationsAndTheyAreTheFirst() {
        List<Violation> violations =
                JsonSchema.parse("{\"items\":{\"type\":\"string\"}}").validate(Collections.nCopies(500_000, 1));
        assertThat(violations).hasSize(64);
        assertThat(violations.get(63).pointer()).isEqualTo("/63");
    }

    @Test
    void manyFailedBranchesDoNotMakeAValidValueInvalid() {
        JsonSchema schema = JsonSchema.parse("{\"items\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}}");
        assertThat(schema.validate(Collections.nCopies(100_000, 1))).isEmpty();
        JsonSchema nested =
                JsonSchema.parse("{\"anyOf\":[{\"items\":{\"type\":\"string\"}},{\"items\":{\"type\":\"integer\"}}]}");
        assertThat(nested.validate(Collections.nCopies(100_000, 1))).isEmpty();
        assertThat(nested.isValid(Collections.nCopies(100_000, 1))).isTrue();
        assertThat(nested.validate(Collections.nCopies(100_000, true))).isNotEmpty();
    }

    @Test
    void deepValues() {
        JsonSchema any = JsonSchema.parse("{\"items\":{\"$ref\":\"#\"}}");
        List<Object> deep = List.of();
        for (int i = 0; i < 50_000; i++) {
            deep = List.of(deep);
        }
        assertThat(any.validate(deep)).hasSize(1);
    }

    @Test
    void eightThreadsShareOneSchema() throws Exception {
        for (int round = 0; round < 20; round++) {
            JsonSchema schema = JsonSchema.parse(NUMBERS);
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                List<Future<Boolean>> results = new ArrayList<>();
                for (int t = 0; t < 8; t++) {
                    int seed = t;
                    results.add(threads.submit(() -> validateManyTimes(schema, seed)));
                }
                for (Future<Boolean> result : results) {
                    assertThat(result.get(30, TimeUnit.SECONDS)).isTrue();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static boolean validateManyTimes(JsonSchema schema, int seed) {
        for (int i = 0; i < 100; i++) {
            int bad = (seed + i) % 5;
            List<Object> list = new ArrayList<>(List.of(1, "2", 3, "4", 5));
            assertThat(schema.validate(Map.of("n", list))).isEmpty();
            list.set(bad, "x");
            assertThat(schema.validate(Map.of("n", list)))
                    .extracting(Violation::pointer)
                    .containsOnly("/n/" + bad);
            assertThat(schema.isValid(Map.of("n", list))).isFalse();
        }
        return true;
    }
}
