package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskrunner.schema.JsonSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the schemas of arguments, inputs and results. Safe for several threads. */
final class Schemas {
    private final ObjectMapper mapper;
    private final FunctionOptions options;
    private final Constraints constraints = Constraints.known();

    /**
     * What is shown and what is checked.
     *
     * @param published what others see
     * @param enforced says more where the profile has no words; null when it says the same
     */
    record Made(JsonSchema published, @Nullable JsonSchema enforced) {}

    Schemas(ObjectMapper mapper, FunctionOptions options) {
        this.mapper = mapper;
        this.options = options;
    }

    private boolean isStrict() {
        return options.profile() == SchemaProfile.OPENAI_STRICT;
    }

    /** One run of the generator. */
    private final class Run {
        private final Definitions definitions = new Definitions(mapper, isStrict(), options.unknownAllowed());
        private final TypeSchemas types;

        Run(Direction direction) {
            this.types = new TypeSchemas(new Introspection(mapper), direction, definitions, constraints);
        }

        ObjectNode finish(ObjectNode root) {
            ObjectNode named = definitions.collect();
            return new SchemaTidy(definitions.parts()).tidy(root, named);
        }
    }

    /** An object with one property for each argument. */
    Made arguments(List<Argument> arguments) {
        if (arguments.isEmpty()) {
            return new Made(JsonSchema.noArguments(), null);
        }
        Run run = new Run(Direction.INPUT);
        ObjectNode root = ScalarSchemas.of("object");
        ObjectNode properties = root.putObject("properties");
        ArrayNode required = root.putArray("required");
        for (Argument argument : arguments) {
            boolean nullable = argument.nullable() || isStrict() && !argument.isRequired();
            ObjectNode schema = run.types.of(argument.type(), argument.use(), nullable, null);
            if (argument.description() != null) {
                schema.put("description", argument.description());
            }
            if (argument.fallback() != null) {
                schema.set("default", argument.fallback());
            }
            properties.set(argument.name(), schema);
            if (argument.isRequired() || isStrict()) {
                required.add(argument.name());
            }
        }
        root.put("additionalProperties", options.unknownAllowed() && !isStrict());
        return made(run.finish(root));
    }

    /** The type itself, when its values are JSON objects; null when they have to be wrapped. */
    @Nullable
    Made input(JavaType type) {
        if (Presences.isOptional(type)) {
            return null;
        }
        Run run = new Run(Direction.INPUT);
        ObjectNode root = run.finish(run.definitions.open(run.types.of(type, TypeUse.NONE, false, null)));
        if (root.isEmpty()) {
            root.put("type", "object");
        } else if (!root.path("type").asText().equals("object")) {
            boolean isUnion = root.path("anyOf").isArray() && !isStrict() && allObjects(root);
            if (!isUnion) {
                return null;
            }
            root.put("type", "object");
        }
        return made(root);
    }

    private static boolean allObjects(ObjectNode root) {
        for (JsonNode one : root.path("anyOf")) {
            JsonNode target = one.has("$ref") ? root.at(one.get("$ref").asText().substring(1)) : one;
            if (!target.path("type").asText().equals("object")) {
                return false;
            }
        }
        return true;
    }

    /** The schema of a result. */
    JsonSchema output(JavaType type, TypeUse use) {
        Run run = new Run(Direction.OUTPUT);
        ObjectNode root = run.finish(run.definitions.open(run.types.of(type, use, false, null)));
        return made(root).published();
    }

    private Made made(ObjectNode schema) {
        return isStrict()
                ? new Made(JsonSchema.from(OpenAiSubset.of(schema)), JsonSchema.from(schema))
                : new Made(JsonSchema.from(schema), null);
    }
}
