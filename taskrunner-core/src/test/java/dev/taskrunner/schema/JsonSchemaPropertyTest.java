package dev.taskrunner.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A conforming random value validates; one change is refused with a pointer to the changed place")
class JsonSchemaPropertyTest {

    private static final int MAX_DEPTH = 4;
    private static final int MUTATIONS = 20;

    /** A schema, a value that conforms, and the ways to spoil the value, each with the pointer to blame. */
    private record Case(Map<String, Object> schema, Object value, List<Mutation> mutations) {}

    private record Mutation(String pointer, Object spoiled) {}

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void conformingIsAcceptedAndMutatedIsRefused(long seed) {
        Random random = new Random(seed);
        Case generated = generate(random, 0);
        JsonSchema schema = JsonSchema.of(generated.schema);
        assertThat(schema.validate(generated.value))
                .as("value %s", generated.value)
                .isEmpty();
        assertThat(schema.isValid(generated.value)).isTrue();
        for (int i = 0; i < MUTATIONS; i++) {
            Mutation mutation = generated.mutations.get(random.nextInt(generated.mutations.size()));
            List<Violation> violations = schema.validate(mutation.spoiled);
            assertThat(violations)
                    .as("schema %s value %s", schema, mutation.spoiled)
                    .extracting(Violation::pointer)
                    .contains(mutation.pointer);
            assertThat(schema.isValid(mutation.spoiled)).isFalse();
        }
    }

    private static Case generate(Random random, int depth) {
        int kind = random.nextInt(depth >= MAX_DEPTH ? 4 : 8);
        return switch (kind) {
            case 0 -> integer(random);
            case 1 -> text(random);
            case 2 -> choice(random);
            case 3 -> new Case(Map.of("type", "boolean"), random.nextBoolean(), List.of(new Mutation("", "true")));
            case 4 -> list(random, depth);
            case 5 -> nullable(random, depth);
            default -> object(random, depth);
        };
    }

    private static Case integer(Random random) {
        int low = random.nextInt(100) - 50;
        int high = low + random.nextInt(10);
        return new Case(
                Map.of("type", "integer", "minimum", low, "maximum", high),
                low + random.nextInt(high - low + 1),
                List.of(
                        new Mutation("", low - 1),
                        new Mutation("", high + 1),
                        new Mutation("", low + 0.5),
                        new Mutation("", "text"),
                        new Mutation("", true)));
    }

    private static Case text(Random random) {
        int length = 1 + random.nextInt(5);
        return new Case(
                Map.of("type", "string", "minLength", length, "pattern", "^[a-z]*$"),
                "abcdefgh".substring(0, length + random.nextInt(3)),
                List.of(new Mutation("", "A".repeat(length)), new Mutation("", ""), new Mutation("", 5)));
    }

    private static Case choice(Random random) {
        List<Object> values = List.of("red", 1, true);
        return new Case(
                Map.of("enum", values),
                values.get(random.nextInt(values.size())),
                List.of(new Mutation("", "blue"), new Mutation("", 2), new Mutation("", List.of())));
    }

    private static Case nullable(Random random, int depth) {
        Case inner = generate(random, depth + 1);
        Map<String, Object> schema = Map.of("anyOf", List.of(Map.of("type", "null"), inner.schema));
        List<Mutation> mutations = new ArrayList<>();
        inner.mutations.forEach(mutation -> mutations.add(new Mutation("", mutation.spoiled)));
        return new Case(schema, inner.value, mutations);
    }

    private static Case list(Random random, int depth) {
        Case item = generate(random, depth + 1);
        int size = 1 + random.nextInt(3);
        List<Object> value = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            value.add(item.value);
        }
        List<Mutation> mutations = new ArrayList<>();
        mutations.add(new Mutation("", List.of()));
        mutations.add(new Mutation("", "text"));
        for (Mutation mutation : item.mutations) {
            int place = random.nextInt(size);
            List<Object> spoiled = new ArrayList<>(value);
            spoiled.set(place, mutation.spoiled);
            mutations.add(new Mutation("/" + place + mutation.pointer, spoiled));
        }
        return new Case(Map.of("type", "array", "items", item.schema, "minItems", 1), value, mutations);
    }

    private static Case object(Random random, int depth) {
        Map<String, Object> properties = new LinkedHashMap<>();
        Map<String, Object> value = new LinkedHashMap<>();
        List<Mutation> mutations = new ArrayList<>();
        List<String> names = List.of("a", "b/c", "d~e", "fé");
        Map<String, Case> members = new LinkedHashMap<>();
        for (int i = 0; i <= random.nextInt(names.size()); i++) {
            Case member = generate(random, depth + 1);
            members.put(names.get(i), member);
            properties.put(names.get(i), member.schema);
            value.put(names.get(i), member.value);
        }
        members.forEach((name, member) -> {
            String pointer = Pointers.member("", name);
            Map<String, Object> without = new LinkedHashMap<>(value);
            without.remove(name);
            mutations.add(new Mutation(pointer, without));
            for (Mutation mutation : member.mutations) {
                Map<String, Object> spoiled = new LinkedHashMap<>(value);
                spoiled.put(name, mutation.spoiled);
                mutations.add(new Mutation(pointer + mutation.pointer, spoiled));
            }
        });
        Map<String, Object> more = new LinkedHashMap<>(value);
        more.put("extra", 1);
        mutations.add(new Mutation("/extra", more));
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                List.copyOf(properties.keySet()),
                "additionalProperties",
                false);
        return new Case(schema, value, mutations);
    }
}
