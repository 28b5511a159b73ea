package dev.taskrunner.chat;

import dev.taskrunner.TaskException;
import java.util.List;

/**
 * Where a {@link ChatBot} keeps what was said. Called by one thread at a time for each path, by several for different paths.
 */
public interface ThreadHistory {

    /**
     * What was said.
     *
     * @param path the thread's path
     * @return the latest lines, the oldest first; empty for a thread that is not known
     * @throws TaskException if it cannot be read
     */
    List<ChatLine> lines(String path);

    /**
     * Adds a line.
     *
     * @param path the thread's path
     * @param line what was said
     * @throws TaskException if it cannot be written
     */
    void add(String path, ChatLine line);

    /**
     * Forgets what was said.
     *
     * @param path the thread's path
     * @throws TaskException if it cannot be forgotten
     */
    void clear(String path);

    /**
     * In memory: the latest 500 lines of the 1000 threads used last, for as long as the process runs.
     *
     * @return a new history
     */
    static ThreadHistory inMemory() {
        return new MemoryHistory();
    }

    /**
     * In files: the latest 500 lines of each thread, also after a restart.
     *
     * @param files where; written by one chatbot only
     * @return a new history
     */
    static ThreadHistory in(ThreadFiles files) {
        return new FileHistory(files);
    }
}
