package dev.taskrunner.room;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sections of an api scope and their fields (classic protocol section 8.2, current protocol section 7.2), and how
 * both spellings become one. Pure functions.
 */
final class ScopeFields {

    /** Sections that an agent has by default, in the order of the classic protocol. */
    static final List<String> AGENT_SECTIONS = List.of(
            "livekit", "queues", "messaging", "database", "sync", "storage", "containers", "developer", "agents");

    /** Every section of both protocol generations. */
    static final List<String> ALL_SECTIONS = List.of(
            "livekit",
            "queues",
            "messaging",
            "database",
            "sync",
            "storage",
            "containers",
            "developer",
            "agents",
            "admin",
            "secrets",
            "tunnels",
            "sqlite",
            "memory",
            "llm",
            "services");

    private static final Set<String> TABLE_FIELDS = Set.of("list_tables", "tables");

    /** Known fields by section. All booleans among them default to true, all lists to "no restriction". */
    private static final Map<String, Set<String>> FIELDS = Map.ofEntries(
            Map.entry(
                    "agents",
                    Set.of(
                            "register_agent",
                            "register_public_toolkit",
                            "register_private_toolkit",
                            "call",
                            "use_agents",
                            "use_tools",
                            "allowed_toolkits")),
            Map.entry("messaging", Set.of("broadcast", "list", "send")),
            Map.entry("queues", Set.of("send", "receive", "list")),
            Map.entry("storage", Set.of("paths")),
            Map.entry("sync", Set.of("paths")),
            Map.entry("database", TABLE_FIELDS),
            Map.entry("dataset", TABLE_FIELDS),
            Map.entry("datasets", TABLE_FIELDS),
            Map.entry("sqlite", TABLE_FIELDS),
            Map.entry("developer", Set.of("logs")),
            Map.entry("secrets", Set.of("request_oauth_token")),
            Map.entry("livekit", Set.of("breakout_rooms")),
            Map.entry("containers", Set.of("logs", "use_containers", "pull", "run", "registry")),
            Map.entry("tunnels", Set.of("ports")),
            Map.entry("admin", Set.of("config")),
            Map.entry("memory", Set.of("list", "memories")),
            Map.entry("llm", Set.of("models")),
            Map.entry("services", Set.of("list")));

    /** Known fields of the objects inside lists, with their defaults; text fields have none. */
    private static final Map<String, Map<String, Boolean>> ITEM_DEFAULTS = Map.of(
            "paths", Map.of("read_only", false),
            "tables", Map.of("write", false, "read", true, "alter", false));

    private static final Set<String> ITEM_TEXTS = Set.of("path", "name", "namespace", "endpoint", "client_id");

    private ScopeFields() {}

    /** The sections that both have, each with the restrictions of both. */
    static Map<String, Object> both(Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> result = new LinkedHashMap<>();
        one.forEach((section, value) -> {
            if (value instanceof Map<?, ?> mine && other.get(section) instanceof Map<?, ?> theirs) {
                result.put(section, bothFields(mine, theirs));
            }
        });
        return result;
    }

    private static Map<String, @Nullable Object> bothFields(Map<?, ?> mine, Map<?, ?> theirs) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        mine.forEach((field, value) -> result.put(String.valueOf(field), value));
        theirs.forEach((field, value) -> {
            String name = String.valueOf(field);
            Object own = result.get(name);
            if (own instanceof List<?> ours && value instanceof List<?> others) {
                result.put(name, bothLists(ours, others));
            } else if (own == null || !(own instanceof Boolean) || Boolean.TRUE.equals(own)) {
                result.put(name, own == null || own.equals(value) ? value : false);
            }
        });
        return result;
    }

    /** What both lists have; but of rules, where the first that matches decides, nothing unless both are the same. */
    private static List<?> bothLists(List<?> ours, List<?> others) {
        boolean rules = ours.stream().anyMatch(Map.class::isInstance);
        if (rules) {
            return ours.equals(others) ? ours : List.of();
        }
        return ours.stream().filter(others::contains).toList();
    }

    /** Brings a whole scope into the one form that is kept and written: snake_case, defaults left out, unknown kept. */
    static Map<String, Object> normalise(Map<?, ?> scope) {
        Map<String, Object> result = new LinkedHashMap<>();
        scope.forEach((key, value) -> {
            String section = String.valueOf(key);
            if (value instanceof Map<?, ?> fields && FIELDS.containsKey(section)) {
                result.put(section, normaliseSection(section, fields));
            } else if (value != null) {
                result.put(section, value);
            }
        });
        return result;
    }

    private static Map<String, @Nullable Object> normaliseSection(String section, Map<?, ?> fields) {
        Set<String> known = FIELDS.getOrDefault(section, Set.of());
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            String field = spell(String.valueOf(key), known);
            boolean otherSpelling = !field.equals(key);
            if (!known.contains(field)) {
                result.put(field, value);
            } else if (!(otherSpelling && fields.containsKey(field))) {
                putUnlessDefault(result, field, value);
            }
        });
        return result;
    }

    private static void putUnlessDefault(Map<String, @Nullable Object> result, String field, @Nullable Object value) {
        Object normal = flag(value);
        if (normal instanceof List<?> list) {
            result.put(
                    field, list.stream().map(item -> normaliseItem(field, item)).toList());
        } else if (normal != null && !Boolean.TRUE.equals(normal)) {
            result.put(field, normal);
        }
    }

    private static Object normaliseItem(String listField, @Nullable Object item) {
        if (!(item instanceof Map<?, ?> map)) {
            return item == null ? "" : item;
        }
        Map<String, Boolean> defaults = ITEM_DEFAULTS.getOrDefault(listField, Map.of());
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String text = String.valueOf(key);
            String field = ITEM_TEXTS.contains(snake(text)) ? snake(text) : spell(text, defaults.keySet());
            boolean shadowed = !field.equals(text) && map.containsKey(field);
            Object normal = defaults.containsKey(field) ? flag(value) : value;
            boolean isDefault = defaults.containsKey(field) && (normal == null || normal.equals(defaults.get(field)));
            if (!shadowed && !isDefault) {
                result.put(field, normal);
            }
        });
        return result;
    }

    /** Reads "true" and "false" as booleans; all else stays. */
    private static @Nullable Object flag(@Nullable Object value) {
        if (value instanceof String text && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            return Boolean.valueOf(text);
        }
        return value;
    }

    private static String spell(String field, Set<String> known) {
        String snake = snake(field);
        return known.contains(snake) ? snake : field;
    }

    private static String snake(String field) {
        StringBuilder snake = new StringBuilder(field.length() + 4);
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            snake.append(
                    c >= 'A' && c <= 'Z'
                            ? (i == 0 ? "" : "_") + Character.toString(c).toLowerCase(Locale.ROOT)
                            : c);
        }
        return snake.toString();
    }
}
