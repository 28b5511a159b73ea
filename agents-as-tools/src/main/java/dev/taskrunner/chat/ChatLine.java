package dev.taskrunner.chat;

import java.time.Instant;

/**
 * Something that somebody said in a thread.
 *
 * @param author the name of who said it
 * @param text what was said
 * @param at when
 */
public record ChatLine(String author, String text, Instant at) {

    /** What was said stays out of logs. */
    @Override
    public String toString() {
        return "ChatLine[" + author + ", " + at + "]";
    }
}
