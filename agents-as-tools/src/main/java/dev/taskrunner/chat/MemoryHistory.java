package dev.taskrunner.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** In memory, bounded. {@code threads} is the lock and guards itself and the lines. */
final class MemoryHistory implements ThreadHistory {
    static final int MOST_LINES = 500;
    static final int MOST_THREADS = 1000;

    private final Map<String, Deque<ChatLine>> threads = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<ChatLine>> eldest) {
            return size() > MOST_THREADS;
        }
    };

    @Override
    public List<ChatLine> lines(String path) {
        synchronized (threads) {
            Deque<ChatLine> lines = threads.get(path);
            return lines == null ? List.of() : List.copyOf(lines);
        }
    }

    @Override
    public void add(String path, ChatLine line) {
        synchronized (threads) {
            Deque<ChatLine> lines = threads.computeIfAbsent(path, key -> new ArrayDeque<>());
            lines.add(line);
            if (lines.size() > MOST_LINES) {
                lines.remove();
            }
        }
    }

    @Override
    public void clear(String path) {
        synchronized (threads) {
            threads.remove(path);
        }
    }
}
