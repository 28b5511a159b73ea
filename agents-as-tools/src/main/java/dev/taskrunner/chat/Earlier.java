package dev.taskrunner.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What somebody who opens a thread may see of what was said there: all of it in a thread of one's own, else what one was there for,
 * from one's own first line on. Whoever knows a path can enter a thread, but entering does not show what was said before.
 *
 * @param lines the latest of them, the oldest first
 * @param withheld whether there are others that this participant may not see
 * @param older whether there are older ones that this participant may see, but that are more than was wanted or than is told at once
 */
record Earlier(List<ChatLine> lines, boolean withheld, boolean older) {
    static final int MOST_LINES = 200;

    /** So that the message stays small beside what a room takes. */
    static final int MOST_CHARACTERS = 200_000;

    /**
     * Chooses.
     *
     * @param all what was said, the oldest first
     * @param own whether the thread is the reader's own
     * @param wanted how many lines at most
     */
    static Earlier of(List<ChatLine> all, String reader, boolean own, int wanted) {
        int first = 0;
        while (!own && first < all.size() && !all.get(first).author().equals(reader)) {
            first++;
        }
        Deque<ChatLine> latest = new ArrayDeque<>();
        int characters = 0;
        for (int i = all.size() - 1; i >= first && latest.size() < Math.min(wanted, MOST_LINES); i--) {
            characters += all.get(i).text().length();
            if (characters > MOST_CHARACTERS) {
                break;
            }
            latest.addFirst(all.get(i));
        }
        return new Earlier(List.copyOf(latest), first > 0, latest.size() < all.size() - first);
    }

    /** Whether a path is that of a participant's own thread with a chatbot (classic protocol §11.1). */
    static boolean isOwn(String path, String bot, String reader) {
        return path.equals(".threads/" + bot + "/" + reader + ".thread");
    }

    /** As it goes over the wire. */
    Map<String, Object> message(String path) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("path", path);
        message.put(
                "lines",
                lines.stream()
                        .map(line -> Map.of(
                                "author",
                                line.author(),
                                "text",
                                line.text(),
                                "at",
                                line.at().toString()))
                        .toList());
        message.put("withheld", withheld);
        message.put("older", older);
        return message;
    }
}
