package dev.taskrunner;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a task has come.
 *
 * @param fraction from 0 to 1; null when it cannot be told
 * @param text what is being done; null when there is nothing to say
 * @param data a partial result, any JSON value; null when there is none
 * @param chain the names of the runners that it comes from, the one that was asked first; the room
 *     adds it, and leaves it empty where it would hold no more than that name
 */
public record Progress(
        @Nullable Double fraction,
        @Nullable String text,
        @Nullable Object data,
        List<String> chain) {

    /**
     * Checks the fraction.
     *
     * @param fraction from 0 to 1
     * @param text what is being done
     * @param data a partial result, any JSON value
     * @param chain the names of the runners that it comes from
     */
    public Progress {
        chain = List.copyOf(chain);
        if (fraction != null && !(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a fraction is from 0 to 1, not " + fraction);
        }
    }

    /**
     * Progress of one's own work.
     *
     * @param fraction from 0 to 1; null when it cannot be told
     * @param text what is being done; null when there is nothing to say
     * @param data a partial result, any JSON value; null when there is none
     */
    public Progress(@Nullable Double fraction, @Nullable String text, @Nullable Object data) {
        this(fraction, text, data, List.of());
    }

    /**
     * Progress as a share of the whole.
     *
     * @param fraction from 0 to 1
     * @return the progress
     */
    public static Progress of(double fraction) {
        return new Progress(fraction, null, null);
    }

    /**
     * Progress in words.
     *
     * @param text what is being done
     * @return the progress
     */
    public static Progress of(String text) {
        return new Progress(null, text, null);
    }
}
