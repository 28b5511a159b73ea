package dev.taskrunner.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From the library's errors to violations. Errors from the branches of anyOf and oneOf come flat; here they are grouped
 * again: one violation says which alternatives there were, and only the branch that was evidently meant adds its own.
 * Used once, by one thread.
 */
final class ViolationReport {

    static final int MAX_VIOLATIONS = 64;

    private final ErrorText text;
    private final JsonNode value;

    ViolationReport(JsonNode schema, JsonNode value) {
        this.text = new ErrorText(schema, value);
        this.value = value;
    }

    List<Violation> violations(List<Error> errors) {
        List<Located> located = errors.stream().map(Located::of).toList();
        Set<Violation> violations = new LinkedHashSet<>(report(located, 0));
        return violations.stream().limit(MAX_VIOLATIONS).toList();
    }

    /** Reports errors of which {@code level} enclosing unions have been dealt with. */
    private List<Violation> report(List<Located> errors, int level) {
        Map<Object, List<Located>> groups = new LinkedHashMap<>();
        for (Located error : errors) {
            Object key =
                    error.unions().size() > level ? error.unions().get(level).key() : error;
            groups.computeIfAbsent(key, unused -> new ArrayList<>()).add(error);
        }
        List<Violation> violations = new ArrayList<>();
        for (List<Located> group : groups.values()) {
            Located first = group.get(0);
            if (first.unions().size() > level) {
                reportUnion(group, level, violations);
            } else {
                violations.add(text.violation(first.error()));
            }
        }
        return violations;
    }

    private void reportUnion(List<Located> group, int level, List<Violation> violations) {
        Located.Union union = group.get(0).unions().get(level);
        Error summary = null;
        Map<Integer, List<Located>> branches = new TreeMap<>();
        for (Located error : group) {
            int branch = error.unions().get(level).branch();
            if (branch == Located.SUMMARY) {
                summary = error.error();
            } else {
                branches.computeIfAbsent(branch, unused -> new ArrayList<>()).add(error);
            }
        }
        violations.add(describe(union, summary, branches.values()));
        if (isTooMany(summary)) {
            return;
        }
        List<List<Located>> plausible = branches.values().stream()
                .filter(branch -> branch.stream().noneMatch(error -> contradicts(error, union)))
                .toList();
        if (plausible.size() == 1) {
            violations.addAll(report(plausible.get(0), level + 1));
        } else {
            violations.addAll(shared(branches.values()));
        }
    }

    private Violation describe(Located.Union union, @Nullable Error summary, Collection<List<Located>> branches) {
        if (summary != null && isTooMany(summary)) {
            return text.tooMany(union.pointer(), summary);
        }
        Set<String> types = new LinkedHashSet<>();
        for (List<Located> branch : branches) {
            branch.stream()
                    .filter(error -> "type".equals(error.error().getKeyword())
                            && error.pointer().equals(union.pointer()))
                    .findFirst()
                    .ifPresentOrElse(error -> types.add(text.expected(error.error())), () -> types.add(""));
        }
        boolean typesSay = !types.isEmpty() && !types.contains("");
        String expected = typesSay ? String.join(" or ", types) : "one of " + branches.size() + " alternatives";
        return ErrorText.violation(
                union.pointer(), union.keyword(), expected, ValueText.describe(value.at(union.pointer())));
    }

    /** A branch was evidently not meant when the type differs at its root, or a constant there or one level down. */
    private static boolean contradicts(Located error, Located.Union union) {
        String keyword = String.valueOf(error.error().getKeyword());
        int below = error.error().getInstanceLocation().getNameCount() - union.depth();
        return switch (keyword) {
            case "type" -> below == 0;
            case "const" -> below <= 1;
            case "enum" -> below == 1;
            default -> false;
        };
    }

    /** Finds what all branches complain about alike, such as a discriminator that is absent or fits none of them. */
    private List<Violation> shared(Collection<List<Located>> branches) {
        Map<String, List<Violation>> byPlace = new LinkedHashMap<>();
        for (List<Located> branch : branches) {
            Map<String, Violation> own = new LinkedHashMap<>();
            for (Located error : branch) {
                Violation violation = text.violation(error.error());
                if (Set.of("const", "enum", "required").contains(violation.keyword())) {
                    own.putIfAbsent(violation.keyword() + violation.pointer(), violation);
                }
            }
            own.forEach((place, violation) ->
                    byPlace.computeIfAbsent(place, unused -> new ArrayList<>()).add(violation));
        }
        return byPlace.values().stream()
                .filter(same -> same.size() == branches.size() && same.size() > 1)
                .map(ViolationReport::merge)
                .toList();
    }

    private static Violation merge(List<Violation> same) {
        Violation first = same.get(0);
        if ("required".equals(first.keyword())) {
            return first;
        }
        String expected = same.stream()
                .map(violation -> violation.expected().replaceFirst("^one of ", ""))
                .distinct()
                .collect(Collectors.joining(", ", "one of ", ""));
        return ErrorText.violation(first.pointer(), first.keyword(), expected, first.actual());
    }

    private static boolean isTooMany(@Nullable Error summary) {
        return summary != null
                && summary.getArguments() != null
                && summary.getArguments().length > 0
                && !"0".equals(String.valueOf(summary.getArguments()[0]));
    }
}
