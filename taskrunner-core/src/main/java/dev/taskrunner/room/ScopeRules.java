package dev.taskrunner.room;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one section of an api scope, asked. An absent field means its default, a value of the wrong type means
 * no: a damaged restriction must not turn into a permission. Immutable.
 */
final class ScopeRules {

    private final Map<?, ?> fields;

    private ScopeRules(Map<?, ?> fields) {
        this.fields = fields;
    }

    /** Returns the rules of a section, null when the section is absent or not an object. */
    static @Nullable ScopeRules of(@Nullable Object section) {
        return section instanceof Map<?, ?> map ? new ScopeRules(map) : null;
    }

    boolean flag(String field) {
        Object value = fields.get(field);
        return value == null || Boolean.TRUE.equals(value);
    }

    boolean lists(String field, Object wanted) {
        return any(field, wanted::equals);
    }

    /** Tells whether the list has the number, written as a number or as text. */
    boolean listsNumber(String field, int wanted) {
        String text = Integer.toString(wanted);
        return any(
                field, item -> text.equals(item) || (item instanceof Number number && number.doubleValue() == wanted));
    }

    /** Tells whether a list item equals the text, or ends in a star and begins it. */
    boolean listsPattern(String field, String wanted) {
        return any(field, item -> item instanceof String pattern && matches(pattern, wanted));
    }

    boolean listsObject(String field, Predicate<Map<?, ?>> wanted) {
        return any(field, item -> item instanceof Map<?, ?> map && wanted.test(map));
    }

    /** Tells what the first table rule of this name says; tables in namespaces are other tables. */
    boolean table(String table, String right, boolean byDefault) {
        Object rules = fields.get("tables");
        if (rules == null) {
            return true;
        }
        if (rules instanceof List<?> list) {
            for (Object rule : list) {
                if (rule instanceof Map<?, ?> map && table.equals(map.get("name")) && isRoot(map.get("namespace"))) {
                    Object value = map.get(right);
                    return value == null ? byDefault : Boolean.TRUE.equals(value);
                }
            }
        }
        return false;
    }

    /** Tells whether a path may be used. Reading needs any rule that covers it; for writing the first one decides. */
    boolean path(String path, boolean write, boolean byPrefix) {
        Object rules = fields.get("paths");
        if (rules == null) {
            return true;
        }
        String plain = withoutSlash(path);
        if (!(rules instanceof List<?> list) || climbs(plain)) {
            return false;
        }
        for (Object rule : list) {
            if (rule instanceof Map<?, ?> map
                    && map.get("path") instanceof String prefix
                    && covers(prefix, plain, byPrefix)) {
                return !write || isWritable(map.get("read_only"));
            }
        }
        return false;
    }

    private boolean any(String field, Predicate<Object> wanted) {
        Object value = fields.get(field);
        return value == null || (value instanceof List<?> list && list.stream().anyMatch(wanted));
    }

    private static boolean covers(String rule, String path, boolean byPrefix) {
        String plain = withoutSlash(rule);
        return byPrefix ? path.startsWith(plain) : matches(plain, path);
    }

    private static boolean matches(String pattern, String text) {
        return pattern.endsWith("*")
                ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(text);
    }

    private static boolean isWritable(@Nullable Object readOnly) {
        return readOnly == null || Boolean.FALSE.equals(readOnly);
    }

    private static boolean isRoot(@Nullable Object namespace) {
        return namespace == null || namespace.equals("") || (namespace instanceof List<?> list && list.isEmpty());
    }

    private static String withoutSlash(String path) {
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        return path.substring(start);
    }

    /** Tells whether a path has a ".." segment and so may lead out of the prefix that seems to cover it. */
    private static boolean climbs(String path) {
        return path.contains("..") && ("/" + path.replace('\\', '/') + "/").contains("/../");
    }
}
