package dev.taskrunner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A command line that somebody is typing, up to the cursor, in a shell's quoting. Immutable.
 *
 * @param words those that are complete, options apart from their values
 * @param current the one being typed, perhaps empty
 */
record TypedLine(List<String> words, String current) {
    /** Options that say where a room is and who asks. */
    private static final Set<String> CONNECTION =
            Set.of("--url", "--room", "--api-key", "--secret", "--token", "--name");

    static TypedLine of(String line) {
        List<String> words = new ArrayList<>();
        for (String word : split(line)) {
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            if (equals > 0) {
                words.add(word.substring(0, equals));
            }
            words.add(word.substring(equals + 1));
        }
        int last = words.size() - 1;
        return new TypedLine(List.copyOf(words.subList(0, last)), words.get(last));
    }

    /** The words as a shell sees them; the last one may be empty. */
    private static List<String> split(String line) {
        Splitter splitter = new Splitter();
        for (int i = 0; i < line.length(); i++) {
            boolean escaped = line.charAt(i) == '\\' && splitter.quote != '\'' && i + 1 < line.length();
            splitter.take(line.charAt(escaped ? ++i : i), escaped);
        }
        return splitter.words();
    }

    /** One character after the other. Not thread-safe. */
    private static final class Splitter {
        private final List<String> complete = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private char quote;

        void take(char one, boolean escaped) {
            if (!escaped && (quote == 0 ? one == '\'' || one == '"' : one == quote)) {
                quote = quote == 0 ? one : 0;
            } else if (one == ' ' && quote == 0 && !escaped) {
                complete.add(word.toString());
                word.setLength(0);
            } else {
                word.append(one);
            }
        }

        List<String> words() {
            complete.removeIf(String::isEmpty);
            complete.add(word.toString());
            return complete;
        }
    }

    /** The option whose value is being typed, or nothing. */
    Optional<String> option() {
        String before = words.isEmpty() ? "" : words.get(words.size() - 1);
        return before.startsWith("-") ? Optional.of(before) : Optional.empty();
    }

    /** What was typed for an option. */
    Optional<String> value(String option) {
        int at = words.lastIndexOf(option) + 1;
        return at > 0 && at < words.size() ? Optional.of(words.get(at)) : Optional.empty();
    }

    /** Whether two words follow each other, as those of a command do. */
    boolean says(String first, String second) {
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).equals(first) && words.get(i).equals(second)) {
                return true;
            }
        }
        return false;
    }

    /** Where the room is and who asks, as options again. */
    List<String> connection() {
        List<String> options = new ArrayList<>();
        for (String option : CONNECTION) {
            value(option).ifPresent(value -> options.addAll(List.of(option, value)));
        }
        return options;
    }
}
