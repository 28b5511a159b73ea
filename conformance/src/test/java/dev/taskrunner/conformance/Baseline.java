package dev.taskrunner.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The list of what is known to fail, and why. */
final class Baseline {
    private final Map<String, String> reasons = new HashMap<>();

    private Baseline() {}

    static Baseline read(Path file) throws IOException {
        Baseline baseline = new Baseline();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" -- ", 2);
                if (parts.length != 2 || parts[1].isBlank()) {
                    throw new IOException("no reason given in " + file + ": " + line);
                }
                baseline.reasons.put(parts[0].trim(), parts[1].trim());
            }
        }
        return baseline;
    }

    /** Why this fails; null when it must not. */
    @Nullable
    String reason(String version, String scenario) {
        return reasons.get(version + " " + scenario);
    }

    /** Whether a scenario ended as is known of it; an unexpected success is a failure too. */
    void judge(String version, String scenario, @Nullable AssertionError failure) {
        String known = reason(version, scenario);
        if (known == null && failure != null) {
            throw new AssertionError(version + " " + scenario + ": " + failure.getMessage(), failure);
        } else if (known != null && failure == null) {
            throw new AssertionError(version + " " + scenario + " succeeds; take it out of baseline.txt: " + known);
        }
    }

    int size() {
        return reasons.size();
    }
}
