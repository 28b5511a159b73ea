package dev.taskrunner.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code key=value} arguments; a key without a default is a mistake. */
final class Settings {
    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads arguments.
     *
     * @param arguments {@code key=value} each
     * @param defaults the same, for every key that there is
     */
    static Settings of(List<String> arguments, String... defaults) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : defaults) {
            put(values, pair);
        }
        for (String pair : arguments) {
            if (!values.containsKey(pair.replaceFirst("=.*", "")) || !pair.contains("=")) {
                throw new IllegalArgumentException(
                        "not understood: " + pair + "; there are " + String.join(" ", defaults));
            }
            put(values, pair);
        }
        return new Settings(values);
    }

    private static void put(Map<String, String> values, String pair) {
        int equals = pair.indexOf('=');
        values.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    int number(String key) {
        return Integer.parseInt(text(key));
    }

    List<Integer> numbers(String key) {
        List<Integer> numbers = new ArrayList<>();
        for (String number : text(key).split(",")) {
            numbers.add(Integer.valueOf(number.trim()));
        }
        return numbers;
    }

    List<String> words(String key) {
        return Arrays.asList(text(key).split(","));
    }

    private String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no setting " + key);
        }
        return value;
    }
}
