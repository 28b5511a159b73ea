package dev.taskrunner.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts one error of the library into words: what was expected, what came, and a sentence of both. Immutable. */
final class ErrorText {

    private static final int MAX_ALTERNATIVES = 20;

    private static final Map<String, String> FORMAT_EXAMPLES = Map.of(
            "date-time", "2026-01-31T23:59:00Z",
            "date", "2026-01-31",
            "time", "23:59:00Z",
            "duration", "PT1H30M",
            "uuid", "123e4567-e89b-12d3-a456-426614174000",
            "email", "alice@example.com",
            "uri", "https://example.com/");

    private final JsonNode schema;
    private final JsonNode value;

    ErrorText(JsonNode schema, JsonNode value) {
        this.schema = schema;
        this.value = value;
    }

    Violation violation(Error error) {
        String pointer = Pointers.of(error.getInstanceLocation());
        String keyword = keyword(error);
        String expected = expected(error);
        return switch (keyword) {
            case "required" -> {
                String member = Pointers.member(pointer, String.valueOf(error.getProperty()));
                yield new Violation(
                        member, keyword, expected, "absent", member + ": required but absent, expected " + expected);
            }
            case "dependentRequired", "dependencies" ->
                violation(Pointers.member(pointer, dependent(error, 0)), keyword, expected, "absent");
            case "additionalProperties", "unevaluatedProperties" -> unknownMember(error, pointer, keyword, expected);
            case "propertyNames" ->
                violation(
                        Pointers.member(pointer, String.valueOf(error.getProperty())),
                        keyword,
                        expected,
                        "name " + ValueText.quote(String.valueOf(error.getProperty())));
            case "items", "additionalItems", "unevaluatedItems" -> {
                String item = Pointers.member(pointer, argument(error, 0));
                yield violation(item, keyword, expected, actual(error, item));
            }
            default -> violation(pointer, keyword, expected, actual(error, pointer));
        };
    }

    /** Words the oneOf that more than one alternative matched. */
    Violation tooMany(String pointer, Error summary) {
        return violation(
                pointer,
                "oneOf",
                "exactly one of the alternatives to match",
                "a value that " + argument(summary, 0) + " of them match");
    }

    static Violation violation(String pointer, String keyword, String expected, String actual) {
        String place = pointer.isEmpty() ? "(root)" : pointer;
        return new Violation(pointer, keyword, expected, actual, place + ": expected " + expected + ", got " + actual);
    }

    private Violation unknownMember(Error error, String pointer, String keyword, String expected) {
        String name = String.valueOf(error.getProperty());
        String member = Pointers.member(pointer, name);
        String actual = ValueText.describe(instance(error).path(name));
        return new Violation(member, keyword, expected, actual, member + ": not allowed here, expected " + expected);
    }

    /** Says what the schema asks for. */
    String expected(Error error) {
        String keyword = keyword(error);
        JsonNode asked = node(error.getSchemaNode());
        return switch (keyword) {
            case "type" -> type(asked);
            case "required" -> required(error);
            case "const" -> ValueText.json(asked);
            case "enum" -> alternatives("one of ", asked);
            case "minimum" -> (exclusive(error, "exclusiveMinimum") ? "> " : ">= ") + asked.asText();
            case "maximum" -> (exclusive(error, "exclusiveMaximum") ? "< " : "<= ") + asked.asText();
            case "exclusiveMinimum" -> "> " + asked.asText();
            case "exclusiveMaximum" -> "< " + asked.asText();
            case "multipleOf" -> "a multiple of " + asked.asText();
            case "minLength" -> "at least " + ValueText.count(asked.asLong(), "character");
            case "maxLength" -> "at most " + ValueText.count(asked.asLong(), "character");
            case "pattern" -> "text that matches " + ValueText.cut(asked.asText());
            case "format" -> format(asked.asText());
            case "minItems" -> "at least " + ValueText.count(asked.asLong(), "item");
            case "maxItems" -> "at most " + ValueText.count(asked.asLong(), "item");
            case "minProperties" -> "at least " + ValueText.count(asked.asLong(), "member");
            case "maxProperties" -> "at most " + ValueText.count(asked.asLong(), "member");
            default -> expectedByStructure(keyword, error, asked);
        };
    }

    private String expectedByStructure(String keyword, Error error, JsonNode asked) {
        return switch (keyword) {
            case "uniqueItems" -> "items that all differ";
            case "contains" -> "an item that matches " + ValueText.json(asked);
            case "minContains" -> "at least " + matching(error);
            case "maxContains" -> "at most " + matching(error);
            case "additionalProperties", "unevaluatedProperties" -> knownMembers(error);
            case "items", "additionalItems", "unevaluatedItems" -> "no item at this position";
            case "propertyNames" -> "a member name that fits: " + ValueText.cut(argument(error, 1));
            case "dependentRequired", "dependencies" ->
                "a value, since " + ValueText.quote(dependent(error, 1)) + " is present";
            case "not" -> "no match of " + ValueText.json(asked);
            case "false" -> "no value";
            default -> ValueText.cut(String.valueOf(error.getMessage()));
        };
    }

    private String actual(Error error, String pointer) {
        JsonNode came = instance(error);
        return switch (keyword(error)) {
            case "minLength", "maxLength" ->
                ValueText.count(came.asText().codePointCount(0, came.asText().length()), "character") + ": "
                        + ValueText.describe(came);
            case "minItems", "maxItems" -> ValueText.count(came.size(), "item");
            case "minProperties", "maxProperties" -> ValueText.count(came.size(), "member");
            case "items", "additionalItems", "unevaluatedItems" ->
                ValueText.describe(came.at(pointer.substring(pointer.lastIndexOf('/'))));
            default -> ValueText.describe(came);
        };
    }

    private static String type(JsonNode asked) {
        if (!asked.isArray()) {
            return asked.asText();
        }
        List<String> types = new ArrayList<>();
        asked.forEach(type -> types.add(type.asText()));
        return String.join(" or ", types);
    }

    private String required(Error error) {
        JsonNode member = parent(error).path("properties").path(String.valueOf(error.getProperty()));
        if (member.has("type")) {
            return type(member.get("type"));
        }
        if (member.has("const")) {
            return ValueText.json(member.get("const"));
        }
        return member.path("enum").isArray() ? alternatives("one of ", member.get("enum")) : "a value";
    }

    private String knownMembers(Error error) {
        JsonNode properties = parent(error).path("properties");
        if (properties.isEmpty()) {
            return "no such member";
        }
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(name -> names.add(ValueText.quote(name)));
        return join("only the members ", names);
    }

    private static String alternatives(String start, JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(ValueText.json(value)));
        return join(start, texts);
    }

    private static String join(String start, List<String> texts) {
        List<String> shown = texts.subList(0, Math.min(MAX_ALTERNATIVES, texts.size()));
        return start + String.join(", ", shown) + (shown.size() < texts.size() ? ", …" : "");
    }

    private static String format(String format) {
        String example = FORMAT_EXAMPLES.get(format);
        return "format " + format + (example == null ? "" : " such as " + example);
    }

    private static String matching(Error error) {
        return argument(error, 0) + " items that match " + ValueText.json(node(error.getSchemaNode()));
    }

    /** Knows the drafts in which exclusiveMinimum is a boolean beside minimum. */
    private boolean exclusive(Error error, String keyword) {
        return parent(error).path(keyword).isBoolean()
                && parent(error).path(keyword).booleanValue();
    }

    /** Returns the schema object that holds the failed keyword, missing when it lies in an embedded resource. */
    private JsonNode parent(Error error) {
        NodePath fragment = error.getSchemaLocation().getFragment();
        boolean inDocument = error.getSchemaLocation().getAbsoluteIri() == null || schema.has("$id");
        return inDocument && fragment.getNameCount() > 0
                ? schema.at(JsonPointer.compile(Pointers.prefix(fragment, fragment.getNameCount() - 1)))
                : MissingNode.getInstance();
    }

    /**
     * Names the absent member (0) or the one that asks for it (1); of draft 7 the library only gives the keyword's
     * value.
     */
    private String dependent(Error error, int index) {
        JsonNode came = instance(error);
        for (Map.Entry<String, JsonNode> asked : node(error.getSchemaNode()).properties()) {
            for (JsonNode name : asked.getValue()) {
                boolean isAbsent = name.isTextual() && came.has(asked.getKey()) && !came.has(name.textValue());
                if ("dependencies".equals(error.getKeyword()) && isAbsent) {
                    return index == 0 ? name.textValue() : asked.getKey();
                }
            }
        }
        return argument(error, index);
    }

    /** Looks the value up: the library's own may be another spelling of the same number. */
    private JsonNode instance(Error error) {
        return value.at(Pointers.of(error.getInstanceLocation()));
    }

    /** Names the keyword that failed; the library says minContains when contains stands alone. */
    private String keyword(Error error) {
        String keyword = String.valueOf(error.getKeyword());
        boolean alone = keyword.equals("minContains")
                && parent(error).has("contains")
                && !parent(error).has("minContains");
        return alone ? "contains" : keyword;
    }

    private static JsonNode node(@Nullable JsonNode node) {
        return node == null ? MissingNode.getInstance() : node;
    }

    private static String argument(Error error, int index) {
        Object[] arguments = error.getArguments();
        return arguments == null || arguments.length <= index ? "" : String.valueOf(arguments[index]);
    }
}
