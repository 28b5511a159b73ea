package dev.taskrunner.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RoomExtension.class)
@Timeout(60)
class StorageFilesTest {
    private static final ChatLine LINE = new ChatLine("alice", "hello", Instant.parse("2026-11-22T12:00:00Z"));

    @Test
    @DisplayName("threads in a room's storage are found again from another connection, and cleared")
    void keepsThreads(@As("one") Room one, @As("two") Room two) {
        ThreadHistory first = ThreadHistory.in(ThreadFiles.storage(one, ".chats/bot"));
        assertThat(first.lines("a.thread")).isEmpty();
        first.clear("a.thread");
        first.add("a.thread", LINE);
        first.add("a.thread", LINE);
        ThreadHistory second = ThreadHistory.in(ThreadFiles.storage(two, ".chats/bot/"));
        assertThat(second.lines("a.thread")).containsExactly(LINE, LINE);
        second.clear("a.thread");
        assertThat(ThreadHistory.in(ThreadFiles.storage(two, ".chats/bot")).lines("a.thread"))
                .isEmpty();
    }
}
