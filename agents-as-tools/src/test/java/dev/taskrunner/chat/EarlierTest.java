package dev.taskrunner.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is told of a thread's earlier lines, and to whom. */
@ExtendWith(RoomExtension.class)
class EarlierTest {
    private static final String OWN = ".threads/chatbot/alice.thread";

    private static ChatLine line(String author, String text) {
        return new ChatLine(author, text, Instant.EPOCH);
    }

    private static List<String> texts(Earlier earlier) {
        return earlier.lines().stream().map(ChatLine::text).toList();
    }

    private static List<String> texts(Map<String, Object> message) {
        List<String> texts = new ArrayList<>();
        if (message.get("lines") instanceof List<?> lines) {
            lines.forEach(one ->
                    texts.add(one instanceof Map<?, ?> line ? line.get("author") + ": " + line.get("text") : "?"));
        }
        return texts;
    }

    @Test
    @DisplayName("of a thread of others, one sees what was said since one's own first line, and that there is more")
    void whatOneWasThereFor() {
        List<ChatLine> all = List.of(line("alice", "a"), line("chatbot", "b"), line("bob", "c"), line("chatbot", "d"));
        assertThat(texts(Earlier.of(all, "bob", false, 10))).containsExactly("c", "d");
        assertThat(Earlier.of(all, "bob", false, 10).withheld()).isTrue();
        assertThat(Earlier.of(all, "mallory", false, 10)).isEqualTo(new Earlier(List.of(), true, false));
        assertThat(Earlier.of(all, "alice", false, 10).withheld()).isFalse();
        assertThat(Earlier.of(all, "chatbot", true, 10).lines()).hasSize(4);
        assertThat(Earlier.of(List.of(), "bob", false, 10)).isEqualTo(new Earlier(List.of(), false, false));
    }

    @Test
    @DisplayName("the latest lines are told, as many as wanted, never more than a message takes")
    void bounded() {
        List<ChatLine> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add(line("alice", "line " + i));
        }
        assertThat(texts(Earlier.of(all, "alice", true, 2))).containsExactly("line 298", "line 299");
        assertThat(Earlier.of(all, "alice", true, 1000).lines()).hasSize(Earlier.MOST_LINES);
        assertThat(Earlier.of(all, "alice", true, 0).lines()).isEmpty();
        all.set(298, line("alice", "x".repeat(Earlier.MOST_CHARACTERS)));
        assertThat(texts(Earlier.of(all, "alice", true, 10))).containsExactly("line 299");
    }

    @Test
    @DisplayName("older lines that are more than wanted, or hidden behind a huge one, are said to be there")
    void older() {
        List<ChatLine> all = List.of(line("alice", "a"), line("bob", "b"), line("chatbot", "c"));
        assertThat(Earlier.of(all, "alice", true, 3).older()).isFalse();
        assertThat(Earlier.of(all, "alice", true, 2).older()).isTrue();
        assertThat(Earlier.of(all, "bob", false, 2)).isEqualTo(new Earlier(all.subList(1, 3), true, false));
        List<ChatLine> huge = List.of(line("alice", "a"), line("chatbot", "x".repeat(Earlier.MOST_CHARACTERS + 1)));
        assertThat(Earlier.of(huge, "alice", true, 10)).isEqualTo(new Earlier(List.of(), false, true));
    }

    @Test
    @DisplayName("a thread is one's own by its path, and by nothing that merely looks like it")
    void own() {
        assertThat(Earlier.isOwn(OWN, "chatbot", "alice")).isTrue();
        assertThat(Earlier.isOwn(OWN, "chatbot", "lice")).isFalse();
        assertThat(Earlier.isOwn(OWN, "other", "alice")).isFalse();
        assertThat(Earlier.isOwn("x" + OWN, "chatbot", "alice")).isFalse();
    }

    private static StreamingChatModel model() {
        return new ScriptedChatModel().text("Hello").streaming();
    }

    @Test
    @DisplayName("who opens a thread and asks for it is told what was said; others hear nothing of it")
    void overTheWire(@As("host") Room host, @As("alice") Room first, @As("bob") Room second) {
        try (ChatBot bot = ChatBot.builder("chatbot", model()).join(host)) {
            Person alice = new Person(first, bot.name());
            Person bob = new Person(second, bot.name());
            assertThat(alice.ask(OWN, "hi")).isEqualTo("Hello");
            alice.send("opened", "path", OWN, "history", 50);
            Map<String, Object> told = alice.await("chat.history");
            assertThat(texts(told)).containsExactly("alice: hi", "chatbot: Hello");
            assertThat(told)
                    .containsEntry("path", OWN)
                    .containsEntry("withheld", false)
                    .containsEntry("older", false);
            bob.send("opened", "path", OWN, "history", 50);
            Map<String, Object> withheld = bob.await("chat.history");
            assertThat(texts(withheld)).isEmpty();
            assertThat(withheld).containsEntry("withheld", true);
            assertThat(alice.heard()).containsOnlyOnce("chat.history");
        }
    }

    @Test
    @DisplayName("who does not ask is told nothing, and a greeting comes once, after an empty history")
    void greeting(@As("host") Room host, @As("alice") Room room) {
        try (ChatBot bot =
                ChatBot.builder("chatbot", model()).greeting("Welcome!").join(host)) {
            Person alice = new Person(room, bot.name());
            alice.send("opened", "path", OWN, "history", 50);
            assertThat(texts(alice.await("chat.history"))).isEmpty();
            assertThat(alice.hear()).isEqualTo("Welcome!");
            alice.send("opened", "path", OWN, "history", 50);
            assertThat(texts(alice.await("chat.history"))).containsExactly("chatbot: Welcome!");
            alice.send("opened", "path", OWN);
            assertThat(alice.ask(OWN, "hi")).isEqualTo("Hello");
            assertThat(alice.heard().stream().filter("chat.history"::equals)).hasSize(2);
        }
    }
}
