package dev.taskrunner.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of LLM runners (classic protocol §10.7, §10.8): their schemas, and what is in them. */
final class Inputs {
    static final String PROMPT = "prompt";
    static final String OUTPUT_SCHEMA = "output_schema";
    static final String TOOLS = "tools";
    static final String MODEL = "model";

    private static final int MAX_TOOLKITS = 32;

    private Inputs() {}

    /** The schema of {@code prompt}, and of {@code tools} and {@code model} where there is a choice; these two are optional. */
    static ObjectNode prompt(LlmOptions options) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties
                .putObject(PROMPT)
                .put("type", "string")
                .put("description", "what the model is to do, in plain words");
        choices(options, schema, properties);
        schema.putArray("required").add(PROMPT);
        schema.put("additionalProperties", false);
        return schema;
    }

    private static void choices(LlmOptions options, ObjectNode schema, ObjectNode properties) {
        if (!options.configurable.isEmpty()) {
            ArrayNode configurations = tools(properties).putArray("anyOf");
            options.configurable.forEach(toolkit -> configurations.add(hoisted(toolkit, schema)));
        }
        if (options.anyModel || !options.models.isEmpty()) {
            ObjectNode model = model(properties);
            if (!options.anyModel) {
                ArrayNode names = model.putArray("enum");
                options.models.forEach(names::add);
                names.addNull();
            }
        }
    }

    /** Adds {@code tools}; returns the schema of its elements. */
    static ObjectNode tools(ObjectNode properties) {
        ObjectNode tools = properties.putObject(TOOLS);
        tools.putArray("type").add("array").add("null");
        tools.put("description", "tools that the model may use for this task, with their configuration");
        tools.put("maxItems", MAX_TOOLKITS);
        return tools.putObject("items");
    }

    /** Adds {@code model}; returns its schema. */
    static ObjectNode model(ObjectNode properties) {
        ObjectNode model = properties.putObject(MODEL);
        model.putArray("type").add("string").add("null");
        return model.put("description", "the model to use; null for the usual one");
    }

    /** The same with the schema of the answer. */
    static ObjectNode promptAndSchema(LlmOptions options) {
        ObjectNode schema = prompt(options);
        ((ObjectNode) schema.get("properties"))
                .putObject(OUTPUT_SCHEMA)
                .put("type", "object")
                .put("description", "the JSON schema that the answer must match");
        ((ArrayNode) schema.get("required")).add(OUTPUT_SCHEMA);
        return schema;
    }

    /** Definitions are found at the root only, so they move there. */
    private static JsonNode hoisted(ConfigurableToolkit toolkit, ObjectNode root) {
        JsonNode config = toolkit.config().as(JsonNode.class);
        if (!(config instanceof ObjectNode object) || !object.has("$defs")) {
            return config;
        }
        ObjectNode definitions = root.withObject("/$defs");
        for (Map.Entry<String, JsonNode> one : object.remove("$defs").properties()) {
            JsonNode other = definitions.replace(one.getKey(), one.getValue());
            if (other != null && !other.equals(one.getValue())) {
                throw new IllegalArgumentException("the configuration of toolkit '" + toolkit.name()
                        + "' defines '$defs/" + one.getKey() + "' unlike another toolkit; rename it");
            }
        }
        return object;
    }

    /** The text of an argument; empty if it is absent or null. */
    static Optional<String> text(TaskInput input, String name) {
        JsonNode value = input.as(JsonNode.class).path(name);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    /** What the caller switched on, in order. */
    private static Map<JsonNode, ConfigurableToolkit> chosen(List<ConfigurableToolkit> known, TaskInput input) {
        Map<JsonNode, ConfigurableToolkit> chosen = new LinkedHashMap<>();
        for (JsonNode config : input.as(JsonNode.class).path(TOOLS)) {
            ConfigurableToolkit toolkit = known.stream()
                    .filter(one -> one.config().isValid(config))
                    .findFirst()
                    .orElseThrow(() -> unknown(known, config));
            chosen.put(config, toolkit);
        }
        return chosen;
    }

    /** The toolkits that the caller switched on. */
    static List<Toolkit> toolkits(List<ConfigurableToolkit> known, TaskContext context, TaskInput input) {
        List<Toolkit> made = new ArrayList<>();
        chosen(known, input)
                .forEach((config, toolkit) -> made.add(toolkit.factory().make(context, TaskInput.of(config))));
        return made;
    }

    /** The parameters with those of the provider's own tools that the caller switched on; of their class. */
    static ChatRequestParameters parameters(
            ChatRequestParameters usual, List<ConfigurableToolkit> known, TaskInput input) {
        ChatRequestParameters all = usual;
        for (Map.Entry<JsonNode, ConfigurableToolkit> one : chosen(known, input).entrySet()) {
            all = one.getValue()
                    .factory()
                    .parameters(TaskInput.of(one.getKey()))
                    .defaultedBy(all);
        }
        return all;
    }

    private static TaskException unknown(List<ConfigurableToolkit> known, JsonNode config) {
        String name = config.path("name").isTextual() ? config.path("name").asText() : "one without a name";
        List<String> names = known.stream().map(ConfigurableToolkit::name).toList();
        return new TaskException(
                ErrorCode.INVALID_ARGUMENTS,
                "tool cannot be configured: " + name + "; "
                        + (names.isEmpty() ? "this runner has none" : "there are: " + names));
    }

    static JsonSchema schema(ObjectNode node) {
        return JsonSchema.from(node);
    }
}
