package dev.taskrunner;

import org.jspecify.annotations.Nullable;

/**
 * How far a task has come.
 *
 * @param fraction from 0 to 1; null when it cannot be told
 * @param text what is being done; null when there is nothing to say
 * @param data a partial result, any JSON value; null when there is none
 */
public record Progress(
        @Nullable Double fraction,
        @Nullable String text,
        @Nullable Object data) {

    /**
     * Checks the fraction.
     *
     * @param fraction from 0 to 1
     * @param text what is being done
     * @param data a partial result, any JSON value
     */
    public Progress {
        if (fraction != null && !(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a fraction is from 0 to 1, not " + fraction);
        }
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
