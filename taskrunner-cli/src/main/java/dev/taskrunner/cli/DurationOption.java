package dev.taskrunner.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Reads durations as people write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d}, or ISO 8601. */
final class DurationOption implements CommandLine.ITypeConverter<Duration> {
    private static final Pattern SIMPLE = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    /** What is longer cannot be counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    @Override
    public Duration convert(String text) {
        Duration duration = parse(text.toLowerCase(Locale.ROOT));
        if (duration.isZero() || duration.isNegative()) {
            throw new CommandLine.TypeConversionException("'" + text + "' must be longer than zero");
        } else if (duration.compareTo(LONGEST) > 0) {
            throw new CommandLine.TypeConversionException("'" + text + "' must be at most a hundred years");
        }
        return duration;
    }

    private static Duration parse(String text) {
        Matcher simple = SIMPLE.matcher(text);
        if (simple.matches()) {
            long number = Long.parseLong(simple.group(1));
            return switch (simple.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandLine.TypeConversionException(
                    "'" + text + "' is no duration; write 500ms, 30s, 5m, 1h or 7d");
        }
    }
}
