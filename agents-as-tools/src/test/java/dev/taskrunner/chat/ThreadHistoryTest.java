package dev.taskrunner.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadHistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123Z");

    @TempDir
    Path folder;

    private static ChatLine line(String text) {
        return new ChatLine("alice", text, NOON);
    }

    private List<ThreadHistory> both() {
        return List.of(ThreadHistory.inMemory(), ThreadHistory.in(ThreadFiles.folder(folder.resolve("threads"))));
    }

    @Test
    void keepsLinesByThreadUntilTheyAreCleared() {
        for (ThreadHistory history : both()) {
            assertThat(history.lines("a")).isEmpty();
            history.add("a", line("one\n\"two\" 🌍"));
            history.add("a", line(""));
            history.add("b", line("three"));
            assertThat(history.lines("a")).containsExactly(line("one\n\"two\" 🌍"), line(""));
            history.clear("a");
            history.clear("never there");
            assertThat(history.lines("a")).isEmpty();
            assertThat(history.lines("b")).hasSize(1);
        }
    }

    @Test
    void keepsTheLatestOnly() {
        for (ThreadHistory history : both()) {
            IntStream.range(0, 510).forEach(i -> history.add("a", line("line " + i)));
            assertThat(history.lines("a")).hasSize(500).last().isEqualTo(line("line 509"));
            assertThat(history.lines("a").get(0)).isEqualTo(line("line 10"));
        }
    }

    @Test
    void memoryForgetsThreadsThatNobodyUses() {
        ThreadHistory history = ThreadHistory.inMemory();
        IntStream.range(0, MemoryHistory.MOST_THREADS + 1).forEach(i -> history.add("thread-" + i, line("x")));
        assertThat(history.lines("thread-0")).isEmpty();
        assertThat(history.lines("thread-1")).hasSize(1);
    }

    @Test
    @DisplayName("files outlive the process, and a thread's path chooses no file")
    void filesOutlive() throws IOException {
        ThreadFiles files = ThreadFiles.folder(folder);
        ThreadHistory.in(files).add("../../etc/passwd", line("one"));
        assertThat(ThreadHistory.in(files).lines("../../etc/passwd")).containsExactly(line("one"));
        try (var inside = Files.list(folder)) {
            assertThat(inside.map(path -> path.getFileName().toString()))
                    .allMatch(name -> name.matches("[0-9a-f]{64}\\.jsonl"));
        }
        assertThatThrownBy(() -> files.write("../outside", new byte[0])).isInstanceOf(TaskException.class);
    }

    @Test
    void aDamagedFileIsSaidToBeWithoutItsText() throws IOException {
        Files.writeString(folder.resolve(FileHistory.name("a")), "{\"author\":\"secret");
        ThreadHistory history = ThreadHistory.in(ThreadFiles.folder(folder));
        assertThatThrownBy(() -> history.lines("a"))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("damaged")
                .hasNoCause()
                .hasMessageNotContaining("secret");
        history.clear("a");
        assertThat(history.lines("a")).isEmpty();
    }

    @Test
    void aFolderThatCannotBeUsedIsAnErrorWithAName() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        ThreadHistory history = ThreadHistory.in(ThreadFiles.folder(file));
        assertThatThrownBy(() -> history.add("a", line("x")))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining(".jsonl");
    }

    @Test
    void linesKeepTheirTextOutOfLogs() {
        assertThat(line("secret").toString()).doesNotContain("secret");
    }
}
