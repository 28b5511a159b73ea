package dev.taskrunner.schema;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An error and the anyOf and oneOf keywords around it, outermost first.
 *
 * @param error what the library said
 * @param pointer the instance location
 * @param unions the enclosing unions
 */
record Located(Error error, String pointer, List<Union> unions) {

    /** The branch of the error that stands for the whole union. */
    static final int SUMMARY = -1;

    private static final Set<String> UNIONS = Set.of("anyOf", "oneOf");
    private static final Set<String> NAMED_SCHEMAS = Set.of("$defs", "definitions", "dependencies", "dependentSchemas");
    private static final Set<String> NAMED_MEMBERS = Set.of("patternProperties", "properties");
    private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf");
    private static final Set<String> MEMBERS = Set.of(
            "additionalItems",
            "additionalProperties",
            "contains",
            "items",
            "prefixItems",
            "unevaluatedItems",
            "unevaluatedProperties");

    /**
     * A union keyword that was applied to one value.
     *
     * @param key tells unions apart: where it stands in the evaluation, and on which value
     * @param keyword anyOf or oneOf
     * @param branch the branch the error comes from, or {@link #SUMMARY}
     * @param pointer the value
     * @param depth the number of segments of the pointer
     */
    record Union(String key, String keyword, int branch, String pointer, int depth) {}

    static Located of(Error error) {
        return new Located(error, Pointers.of(error.getInstanceLocation()), unions(error));
    }

    /** Follows the evaluation path, counting how far it descends into the value. */
    private static List<Union> unions(Error error) {
        NodePath path = error.getEvaluationPath();
        List<Union> unions = new ArrayList<>();
        int depth = 0;
        int last = path.getNameCount() - 1;
        for (int i = 0; i <= last; i++) {
            String keyword = path.getName(i);
            boolean hasIndex = i < last && path.getElement(i + 1) instanceof Integer;
            if (UNIONS.contains(keyword) && (i == last || hasIndex)) {
                int branch = hasIndex ? (Integer) path.getElement(i + 1) : SUMMARY;
                String pointer = Pointers.prefix(error.getInstanceLocation(), depth);
                unions.add(new Union(Pointers.prefix(path, i + 1) + " " + pointer, keyword, branch, pointer, depth));
            }
            if (i < last && (NAMED_MEMBERS.contains(keyword) || MEMBERS.contains(keyword))) {
                depth++;
            }
            boolean takesNext = NAMED_SCHEMAS.contains(keyword)
                    || NAMED_MEMBERS.contains(keyword)
                    || (hasIndex && (LISTS.contains(keyword) || MEMBERS.contains(keyword)));
            if (takesNext) {
                i++;
            }
        }
        return unions;
    }
}
