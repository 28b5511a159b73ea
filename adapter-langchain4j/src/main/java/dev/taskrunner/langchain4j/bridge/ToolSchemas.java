package dev.taskrunner.langchain4j.bridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.taskrunner.schema.JsonSchema;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of tool parameters, from ours to LangChain4j's and back.
 *
 * <p>What LangChain4j has words for becomes its elements, which every provider's client knows; a part that says more, such as a
 * length or a pattern, goes along as raw JSON, word for word. The outermost object cannot be raw: what it says beyond
 * properties is put into its description, so that the model knows, and is enforced by whoever validates the arguments.
 */
public final class ToolSchemas {
    static final ObjectMapper JSON = new ObjectMapper();

    private ToolSchemas() {}

    /**
     * Makes parameters of a schema.
     *
     * @param schema what the arguments must look like
     * @return the parameters of a tool specification
     */
    public static JsonObjectSchema toParameters(JsonSchema schema) {
        return new SchemaElements().root(schema.as(JsonNode.class));
    }

    /**
     * Makes an element of a schema, for example for a response format.
     *
     * @param schema any schema
     * @return the element; raw where LangChain4j's elements would lose something
     */
    public static JsonSchemaElement toElement(JsonSchema schema) {
        return new SchemaElements().element(schema.as(JsonNode.class));
    }

    /**
     * Reads parameters.
     *
     * @param parameters of a tool specification; null for none
     * @return the schema of the arguments object
     * @throws IllegalArgumentException if they are no valid schema
     */
    public static JsonSchema fromParameters(@Nullable JsonObjectSchema parameters) {
        return parameters == null ? JsonSchema.noArguments() : fromElement(parameters);
    }

    /**
     * Reads an element.
     *
     * @param element any element that LangChain4j knows
     * @return the schema
     * @throws IllegalArgumentException if it is no valid schema
     */
    public static JsonSchema fromElement(JsonSchemaElement element) {
        return JsonSchema.from(ElementSchemas.of(element));
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a raw schema is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
