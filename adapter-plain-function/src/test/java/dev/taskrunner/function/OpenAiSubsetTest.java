package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The limits that OpenAI sets to schemas, refused when the runner is made. */
class OpenAiSubsetTest {
    private static ObjectNode object() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("type", "object").put("additionalProperties", false).putObject("properties");
        return object;
    }

    private static void put(ObjectNode object, String name, ObjectNode schema) {
        ((ObjectNode) object.get("properties")).set(name, schema);
    }

    private static ObjectNode number() {
        return JsonNodeFactory.instance.objectNode().put("type", "number");
    }

    private static ObjectNode nested(int levels) {
        ObjectNode innermost = object();
        put(innermost, "leaf", number());
        ObjectNode all = innermost;
        for (int i = 1; i < levels; i++) {
            ObjectNode outer = object();
            put(outer, "in" + i, all);
            all = outer;
        }
        return all;
    }

    private static ObjectNode constants(int count) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "string");
        ArrayNode names = schema.putArray("enum");
        for (int i = 0; i < count; i++) {
            names.add("C" + i);
        }
        return schema;
    }

    private static void refused(ObjectNode schema, String because) {
        assertThatThrownBy(() -> OpenAiSubset.of(schema))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining(because);
    }

    @Test
    void tenLevelsOfObjects() {
        assertThat(OpenAiSubset.of(nested(10))).isEqualTo(nested(10));
        refused(nested(11), "10 levels");
        refused(nested(11), "/in10/in9");
    }

    @Test
    void aThousandConstantsInAll() {
        ObjectNode fits = object();
        put(fits, "a", constants(500));
        put(fits, "b", constants(500));
        assertThat(OpenAiSubset.of(fits)).isEqualTo(fits);
        put(fits, "c", constants(1));
        refused(fits, "1000 constants of enums");
    }

    @Test
    void fiveThousandProperties() {
        ObjectNode wide = object();
        for (int i = 0; i < 5_000; i++) {
            put(wide, "p" + i, number());
        }
        assertThat(OpenAiSubset.of(wide).path("properties")).hasSize(5_000);
        put(wide, "oneMore", number());
        refused(wide, "5000 properties");
    }

    record One(Two two) {}

    record Two(List<Three> three) {}

    record Three(int leaf) {}

    @Test
    void typesWithinTheLimitsAreMade() {
        new Promise<>(TypeToken.of(One.class), FunctionOptions.DEFAULT.withProfile(SchemaProfile.OPENAI_STRICT))
                .holds(new One(new Two(List.of(new Three(3)))));
    }
}
