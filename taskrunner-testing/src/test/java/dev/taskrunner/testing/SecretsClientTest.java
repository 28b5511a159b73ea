package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.SecretInfo;
import dev.taskrunner.room.SecretPrompt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Secrets of a room, as a Java program and a runner see them. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class SecretsClientTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Attachment value) {
        return new String(value.toByteArray(), StandardCharsets.UTF_8);
    }

    /** A runner whose one line gets a secret. */
    private static TaskRunner user(String name) {
        return TaskRunner.of(
                TaskSpec.builder(name).inputSchema("{\"type\":\"object\"}").build(),
                (context, input) -> TaskResult.of(Map.of("key", context.secret("key"))));
    }

    private static Object ask(Room caller, String runner) {
        return caller.agents().ask(runner, Map.of()).asMap().get("key");
    }

    @Test
    @DisplayName("Own secrets: set, get, list, delete")
    void own(@As("alice") Room alice) {
        assertThat(alice.secrets().get("key")).isEmpty();
        alice.secrets().set("key", bytes("välue"));
        assertThat(text(alice.secrets().get("key").orElseThrow())).isEqualTo("välue");
        SecretInfo info = alice.secrets().list().get(0);
        assertThat(info.name()).isEqualTo("key");
        assertThat(info.delegatedTo()).isNull();
        alice.secrets().delete(info.id());
        assertThat(alice.secrets().list()).isEmpty();
        assertThatThrownBy(() -> alice.secrets().set("key", new byte[100_000]))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    @Test
    @DisplayName("A runner's one line: what the caller delegated, else its own; never what a third participant did")
    void inARunner(@As("writer") Room writer, @As("alice") Room alice, @As("mallory") Room mallory) {
        writer.serve(user("writer"));
        assertThatThrownBy(() -> ask(alice, "writer")).hasMessageContaining("no secret 'key'");
        alice.secrets().set("key", bytes("alice's"), "writer");
        assertThat(ask(alice, "writer")).isEqualTo("alice's");
        assertThatThrownBy(() -> ask(mallory, "writer")).hasMessageContaining("no secret 'key'");
        writer.secrets().set("key", bytes("the writer's"));
        assertThat(ask(mallory, "writer")).isEqualTo("the writer's");
        assertThat(ask(alice, "writer")).isEqualTo("alice's");
        assertThat(text(writer.secrets().getDelegated("key", null).orElseThrow()))
                .isEqualTo("alice's");
        assertThat(writer.secrets().getDelegated("key", "mallory")).isEmpty();
    }

    @Test
    @DisplayName("Acting for somebody lends nobody's secrets: a caller may say anybody")
    void onBehalfOf(@As("writer") Room writer, @As("alice") Room alice, @As("mallory") Room mallory) {
        writer.serve(user("writer"));
        alice.secrets().set("key", bytes("alice's"), "writer");
        AskOptions asAlice =
                AskOptions.builder().onBehalfOf(alice.participantId()).build();
        assertThatThrownBy(() -> mallory.agents().ask("writer", Map.of(), asAlice))
                .hasMessageContaining("no secret 'key'");
    }

    @Test
    @DisplayName("A runner on a further connection has its host's secrets")
    void furtherConnection(@As("host") Room host, @As("alice") Room alice) {
        host.serve(user("one"));
        host.serve(user("two"));
        host.secrets().set("key", bytes("the host's"));
        assertThat(ask(alice, "one")).isEqualTo("the host's");
        assertThat(ask(alice, "two")).isEqualTo("the host's");
        alice.secrets().set("key", bytes("for two"), "two");
        assertThat(ask(alice, "two")).isEqualTo("for two");
        assertThat(ask(alice, "one")).isEqualTo("the host's");
    }

    @Test
    @DisplayName("Without a room there are no secrets")
    void noRoom() {
        TaskContext context = TaskContext.forCaller("tester");
        assertThat(context.findSecret("key")).isEmpty();
        assertThatThrownBy(() -> context.secret("key")).isInstanceOf(TaskException.class);
    }

    @Test
    @DisplayName("A prompt is decided by its handler; what is kept comes again without one")
    void prompts(@As("bot") Room bot, @As("alice") Room alice) {
        BlockingQueue<SecretPrompt> asked = new LinkedBlockingQueue<>();
        alice.secrets().onPrompt(prompt -> {
            asked.add(prompt);
            return bytes("s3");
        });
        Attachment once = bot.secrets().request(alice.participantId(), "https://x", "key", false, LONG);
        assertThat(text(once)).isEqualTo("s3");
        assertThat(asked.poll()).isEqualTo(new SecretPrompt("https://x", "key", false));
        bot.secrets().request(alice.participantId(), "https://x", "key", true, LONG);
        assertThat(asked.poll()).isEqualTo(new SecretPrompt("https://x", "key", true));
        assertThat(text(bot.secrets().request(alice.participantId(), "https://x", "key", true, LONG)))
                .isEqualTo("s3");
        assertThat(asked).isEmpty();
    }

    @Test
    @DisplayName("Nobody decides, or the handler throws: the asker is denied, with the reason")
    void refusals(@As("bot") Room bot, @As("alice") Room alice) {
        assertDenied(bot, alice, "nobody decides");
        alice.secrets().onPrompt(prompt -> {
            throw new IllegalStateException("not on a Sunday");
        });
        assertDenied(bot, alice, "not on a Sunday");
        alice.secrets().onPrompt(prompt -> {
            throw new AssertionError("inner matters");
        });
        assertDenied(bot, alice, "could not decide");
        alice.secrets().onPrompt(prompt -> new byte[100_000]);
        assertDenied(bot, alice, "at most 65536 bytes");
        alice.secrets().onPrompt(null);
        assertDenied(bot, alice, "nobody decides");
        assertThatThrownBy(() -> bot.secrets().request("nobody", "u", "t", false, LONG))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT));
    }

    private static void assertDenied(Room bot, Room alice, String why) {
        assertThatThrownBy(() -> bot.secrets().request(alice.participantId(), "u", "t", false, LONG))
                .isInstanceOfSatisfying(TaskException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DENIED);
                    assertThat(e.text()).contains(why);
                });
    }
}
