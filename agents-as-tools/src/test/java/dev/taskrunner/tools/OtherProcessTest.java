package dev.taskrunner.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.RoomFixture;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runners that another JVM serves. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class OtherProcessTest {
    private final ModelServer models = new ModelServer();

    @AfterEach
    void stop() {
        models.close();
    }

    interface Assistant {
        String chat(String text);
    }

    /** What the other JVM runs: serves a translator until it is killed. */
    public static final class Host {
        private Host() {}

        public static void main(String[] args) throws Exception {
            try (Room room = Room.connect(URI.create(args[0]), args[1])) {
                room.serve(Runners.translator("translator"));
                room.ended().get();
            }
        }
    }

    private static Process start(RoomFixture rooms) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Host.class.getName(),
                        rooms.uri().toString(),
                        rooms.token("translator"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    @DisplayName("an AI service calls a runner of another JVM, and hears in words when that JVM is killed")
    void otherJvm(RoomFixture rooms, @As("chatbot") Room room) throws Exception {
        models.calls("run_translator", "{\"text\":\"hello\"}").text("fr:hello");
        models.calls("run_translator", "{\"text\":\"again\"}").text("It has left.");
        Process other = start(rooms);
        try {
            room.agents().await("translator", Duration.ofSeconds(60));
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(models.model().build())
                    .chatMemory(MessageWindowChatMemory.withMaxMessages(20))
                    .toolProvider(AgentsToolProvider.of(room))
                    .build();
            assertThat(assistant.chat("translate hello")).isEqualTo("fr:hello");
            assertThat(ModelRequests.texts(models.lastRequest(), "tool")).containsExactly("{\"french\":\"fr:hello\"}");
            other.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            while (!room.agents().list().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(assistant.chat("translate again")).isEqualTo("It has left.");
            assertThat(ModelRequests.texts(models.lastRequest(), "tool").get(1)).contains("has left the room");
        } finally {
            other.destroyForcibly();
        }
    }
}
