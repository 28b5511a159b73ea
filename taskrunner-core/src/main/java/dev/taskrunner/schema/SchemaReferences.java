package dev.taskrunner.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a schema before it is compiled and refuses references that leave the document or lead nowhere, patterns that
 * are not regular expressions, and unknown dialects of embedded schemas. The library would find the first two only
 * while validating, and would load {@code classpath:} addresses. Used once, by one thread.
 */
final class SchemaReferences {

    private static final URI ROOT = URI.create("schema:/");

    private static final Set<String> SCHEMA_KEYWORDS = Set.of(
            "additionalItems",
            "additionalProperties",
            "contains",
            "contentSchema",
            "else",
            "if",
            "items",
            "not",
            "propertyNames",
            "then",
            "unevaluatedItems",
            "unevaluatedProperties");
    private static final Set<String> LIST_KEYWORDS = Set.of("allOf", "anyOf", "items", "oneOf", "prefixItems");
    private static final Set<String> MAP_KEYWORDS =
            Set.of("$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties");
    private static final List<String> ID_KEYWORDS = List.of("$id", "id");
    private static final List<String> ANCHOR_KEYWORDS = List.of("$anchor", "$dynamicAnchor");
    private static final List<String> REF_KEYWORDS = List.of("$ref", "$dynamicRef", "$recursiveRef");

    private final JsonNode document;
    private final Map<URI, JsonNode> resources = new HashMap<>();
    private final Map<URI, JsonNode> anchors = new HashMap<>();
    private final Set<JsonNode> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Reference> pending = new ArrayDeque<>();

    /** A schema that only a reference makes one: it lies where no keyword expects schemas. */
    record Target(String pointer, JsonNode node) {}

    private record Reference(URI base, String value, String pointer) {}

    SchemaReferences(JsonNode document) {
        this.document = document;
    }

    /** Checks everything; returns the schemas that the walk alone does not reach. */
    List<Target> check() {
        resources.put(ROOT, document);
        walk(document, ROOT, "");
        List<Target> unreached = new ArrayList<>();
        while (!pending.isEmpty()) {
            Reference reference = pending.remove();
            JsonNode target = resolve(reference);
            if (target != null && !visited.contains(target)) {
                unreached.add(new Target(reference.value.substring(reference.value.indexOf('#') + 1), target));
                walk(target, reference.base, reference.pointer);
            }
        }
        return unreached;
    }

    private void walk(JsonNode schema, URI outerBase, String pointer) {
        if (!schema.isObject() || !visited.add(schema)) {
            return;
        }
        URI base = enter(schema, outerBase, pointer);
        for (String keyword : REF_KEYWORDS) {
            if (schema.path(keyword).isTextual()) {
                pending.add(new Reference(base, schema.get(keyword).textValue(), pointer + "/" + keyword));
            }
        }
        checkPattern(schema.path("pattern").textValue(), pointer + "/pattern");
        schema.path("patternProperties")
                .fieldNames()
                .forEachRemaining(pattern -> checkPattern(pattern, pointer + "/patternProperties"));
        schema.properties().forEach(member -> walkKeyword(member.getKey(), member.getValue(), base, pointer));
    }

    private void walkKeyword(String keyword, JsonNode value, URI base, String pointer) {
        String here = pointer + "/" + keyword;
        if (value.isObject() && MAP_KEYWORDS.contains(keyword)) {
            value.properties()
                    .forEach(member -> walk(member.getValue(), base, here + "/" + Pointers.escape(member.getKey())));
        } else if (value.isArray() && LIST_KEYWORDS.contains(keyword)) {
            for (int i = 0; i < value.size(); i++) {
                walk(value.get(i), base, here + "/" + i);
            }
        } else if (SCHEMA_KEYWORDS.contains(keyword)) {
            walk(value, base, here);
        }
    }

    /** Notes ids and anchors; returns the base address inside the schema. */
    private URI enter(JsonNode schema, URI outerBase, String pointer) {
        URI base = outerBase;
        for (String keyword : ID_KEYWORDS) {
            String id = schema.path(keyword).textValue();
            if (id != null && id.startsWith("#")) {
                anchors.put(address(base, id, pointer), schema);
            } else if (id != null) {
                base = withoutFragment(address(base, id, pointer));
                resources.put(base, schema);
            }
        }
        for (String keyword : ANCHOR_KEYWORDS) {
            String anchor = schema.path(keyword).textValue();
            if (anchor != null) {
                anchors.put(address(base, "#" + anchor, pointer), schema);
            }
        }
        String dialect = schema.path("$schema").textValue();
        if (dialect != null && SchemaDialect.find(dialect).isEmpty()) {
            throw refused(pointer + "/$schema", "names a dialect that is not supported: " + ValueText.cut(dialect));
        }
        return base;
    }

    /** Finds what a reference means; null when it is a meta-schema. */
    private @Nullable JsonNode resolve(Reference reference) {
        URI target = address(reference.base, reference.value, reference.pointer);
        JsonNode anchored = anchors.get(target);
        if (anchored != null) {
            return anchored;
        }
        URI uri = withoutFragment(target);
        JsonNode resource = resources.get(uri);
        if (resource == null && SchemaDialect.isStandard(uri.toString())) {
            return null;
        }
        if (resource == null) {
            throw refused(
                    reference.pointer,
                    "leads out of the document: " + ValueText.cut(reference.value)
                            + " (only references within the schema are followed)");
        }
        String fragment = target.getRawFragment();
        JsonNode node = fragment == null || fragment.isEmpty() ? resource : at(resource, fragment);
        if (!node.isObject() && !node.isBoolean()) {
            throw refused(reference.pointer, "refers to nothing: " + ValueText.cut(reference.value));
        }
        return node;
    }

    private static JsonNode at(JsonNode resource, String fragment) {
        String plain = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        return plain.startsWith("/") ? resource.at(JsonPointer.compile(plain)) : resource.path("");
    }

    /** Resolves an address. Fragments are handled apart since the JDK loses the base of opaque ones such as urn:. */
    private static URI address(URI base, String reference, String pointer) {
        try {
            int hash = reference.indexOf('#');
            String path = hash < 0 ? reference : reference.substring(0, hash);
            URI uri = path.isEmpty() ? base : base.resolve(path);
            return hash < 0 ? uri : URI.create(uri + "#" + encoded(reference.substring(hash + 1)));
        } catch (IllegalArgumentException e) {
            throw refused(pointer, "is not an address: " + ValueText.cut(reference));
        }
    }

    /** Escapes what pointers may contain but addresses may not. */
    private static String encoded(String fragment) {
        StringBuilder encoded = new StringBuilder(fragment.length());
        fragment.codePoints().forEach(c -> {
            if (c > ' ' && c < 0x7f && "\"<>\\^`{|}#[]".indexOf(c) < 0) {
                encoded.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append('%').append(String.format("%02X", b));
                }
            }
        });
        return encoded.toString();
    }

    private static URI withoutFragment(URI uri) {
        String text = uri.toString();
        int hash = text.indexOf('#');
        return hash < 0 ? uri : URI.create(text.substring(0, hash));
    }

    private static void checkPattern(@Nullable String pattern, String pointer) {
        if (pattern == null) {
            return;
        }
        try {
            BoundedRegex.check(pattern);
        } catch (PatternSyntaxException e) {
            throw refused(
                    pointer, "is not a regular expression: " + ValueText.cut(pattern) + ": " + e.getDescription());
        }
    }

    private static IllegalArgumentException refused(String pointer, String what) {
        return new IllegalArgumentException("Not a JSON schema: " + pointer + " " + what);
    }
}
