package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which known name somebody may have meant. Stateless. */
final class Suggestions {
    private static final Logger LOG = LoggerFactory.getLogger(Suggestions.class);

    private Suggestions() {}

    /** The closest of the names, if it is close: a letter or two off, another case, or the beginning of it. */
    static Optional<String> closest(String typed, Collection<String> names) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        int most = Math.max(1, Math.min(3, wanted.length() / 3));
        return names.stream()
                .filter(name -> !name.equals(typed))
                .filter(name -> distance(wanted, name.toLowerCase(Locale.ROOT)) <= most
                        || (wanted.length() > 2 && name.toLowerCase(Locale.ROOT).startsWith(wanted)))
                .min(Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))));
    }

    /** "; did you mean 'x'?", or nothing. */
    static String hint(String typed, Collection<String> names) {
        return closest(typed, names)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
    }

    /**
     * Looks for something by its name; where there is no such thing, the error says which one may have been meant.
     *
     * @param names those that there are; asked for only then
     */
    static <T> T named(String typed, Supplier<List<String>> names, Supplier<T> look) {
        try {
            return look.get();
        } catch (TaskException e) {
            String hint = e.code() == ErrorCode.NOT_FOUND ? hint(typed, visible(names)) : "";
            throw hint.isEmpty() ? e : new TaskException(e.code(), e.text() + hint, e);
        }
    }

    /** The names, or none where one may not see them. */
    static List<String> visible(Supplier<List<String>> names) {
        try {
            return names.get();
        } catch (TaskException e) {
            LOG.debug("there is nothing to suggest: {}", e.getMessage());
            return List.of();
        }
    }

    /** How many letters must be added, dropped, changed or swapped with their neighbour. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(cost[i][j], cost[i - 2][j - 2] + 1) : cost[i][j];
            }
        }
        return cost[a.length()][b.length()];
    }
}
