package dev.taskrunner.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.RoomFixture;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files of the room that chat messages name. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class AttachmentsTest {
    private static final String PATH = ".threads/chatbot/alice.thread";
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 1};

    private final ModelServer models = new ModelServer();

    @AfterEach
    void stop() {
        models.close();
    }

    private ChatBot.Builder bot() {
        return ChatBot.builder("chatbot", models.model().build());
    }

    private static List<Map<String, String>> files(String... paths) {
        return java.util.Arrays.stream(paths).map(path -> Map.of("path", path)).toList();
    }

    private static void store(Room room, String path, String text) {
        room.storage().writeBytes(path, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("text and pictures reach the model beside the line that names them, with that line only")
    void conveysFiles(@As("host") Room host, @As("alice") Room room) {
        store(host, "in/list.txt", "Milk, eggs");
        host.storage().writeBytes("in/cat.png", PNG);
        models.text("Milk").text("Nothing");
        try (ChatBot bot = bot().join(host)) {
            Person alice = new Person(room, bot.name());
            assertThat(alice.ask(PATH, "First?", "attachments", files("in/list.txt", "in/cat.png")))
                    .isEqualTo("Milk");
            JsonNode said = models.lastRequest().path("messages").path(1).path("content");
            assertThat(said.path(0).path("text").asText()).contains("First?", "in/list.txt", "in/cat.png");
            assertThat(said.path(1).path("text").asText()).isEqualTo("File in/list.txt:\nMilk, eggs");
            assertThat(said.path(2).at("/image_url/url").asText()).startsWith("data:image/png;base64,");
            alice.ask(PATH, "And now?");
            assertThat(models.lastRequest().toString()).contains("in/list.txt").doesNotContain("Milk, eggs");
        }
    }

    @Test
    @DisplayName("what is no file, of an unknown kind, or too large is answered by name, and the model is not asked")
    void refusesByName(@As("host") Room host, @As("alice") Room room) {
        host.storage().writeBytes("in/prog.exe", new byte[] {'M', 'Z', 0, 1});
        store(host, "in/one.txt", "x".repeat(60));
        store(host, "in/two.txt", "x".repeat(60));
        try (ChatBot bot = bot().attachmentLimits(100, 2).join(host)) {
            Person alice = new Person(room, bot.name());
            assertThat(alice.ask(PATH, "a", "attachments", files("in/prog.exe")))
                    .contains("cannot read", "'in/prog.exe'", "do not take");
            assertThat(alice.ask(PATH, "b", "attachments", files("in/none.txt")))
                    .contains("no file 'in/none.txt'");
            assertThat(alice.ask(PATH, "c", "attachments", files("in/one.txt", "in/two.txt")))
                    .contains("'in/two.txt'", "100 bytes");
            assertThat(alice.ask(PATH, "d", "attachments", files("a", "b", "c")))
                    .contains("3 files", "at most 2");
        }
        assertThat(models.requests()).isEmpty();
    }

    @Test
    @DisplayName("after a refusal the conversation goes on")
    void goesOn(@As("host") Room host, @As("alice") Room room) {
        models.text("Hello");
        try (ChatBot bot = bot().join(host)) {
            Person alice = new Person(room, bot.name());
            alice.ask(PATH, "look", "attachments", files("../none.txt"));
            assertThat(alice.ask(PATH, "never mind")).isEqualTo("Hello");
            assertThat(ModelRequests.texts(models.lastRequest(), "assistant"))
                    .singleElement()
                    .asString()
                    .contains("none.txt");
        }
    }

    /** May read the files in one folder. */
    private static ApiScope readingOwn() {
        return ApiScope.builder()
                .allow("messaging")
                .allow("storage", Map.of("paths", List.of(Map.of("path", "alice/", "read_only", true))))
                .build();
    }

    @Test
    @DisplayName("nobody reads through the chatbot what that one may not read")
    void keepsToTheSendersRights(RoomFixture rooms, @As("host") Room host) {
        store(host, "boss/secret.txt", "the secret");
        store(host, "alice/own.txt", "her own");
        Room room = rooms.connect("alice", readingOwn());
        models.text("I see");
        try (ChatBot bot = bot().join(host)) {
            Person alice = new Person(room, bot.name());
            assertThat(alice.ask(PATH, "read", "attachments", files("boss/secret.txt")))
                    .contains("cannot read", "denied");
            assertThat(alice.ask(PATH, "read", "attachments", files("alice/own.txt")))
                    .isEqualTo("I see");
        }
        assertThat(models.bodies())
                .singleElement()
                .asString()
                .contains("her own")
                .doesNotContain("the secret");
    }
}
