package dev.taskrunner.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.Participant;
import dev.taskrunner.Registration;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.Gate;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.RoomFixture;
import dev.taskrunner.testing.model.ModelAnswers;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import dev.taskrunner.tools.Runners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The chatbot against a provider's HTTP and real rooms. */
@ExtendWith(RoomExtension.class)
@Timeout(90)
class ChatBotTest {
    private static final String PATH = ".threads/chatbot/alice.thread";

    private final ModelServer models = new ModelServer();

    @AfterEach
    void stop() {
        models.close();
    }

    private ChatBot.Builder bot() {
        return ChatBot.builder("chatbot", models.model().build());
    }

    private static List<String> users(JsonNode request) {
        return ModelRequests.texts(request, "user").stream()
                .map(text -> text.replaceAll("said at [^ ]*:", "said:"))
                .toList();
    }

    @Test
    @DisplayName("§11.2 a message is answered, with the signals that pages show")
    void answers(@As("host") Room host, @As("alice") Room room) {
        models.text("Hello Alice");
        try (ChatBot bot = bot().rule("Be brief").title("Ask me").join(host)) {
            assertThat(bot.name()).isEqualTo("chatbot");
            Person alice = new Person(room, "chatbot");
            alice.say(PATH, "hello");
            assertThat(alice.await("listening")).isEqualTo(Map.of("path", PATH, "listening", true));
            assertThat(alice.await("listening")).containsEntry("listening", false);
            assertThat(alice.await("thinking")).isEqualTo(Map.of("path", PATH, "thinking", true));
            assertThat(alice.await("chat")).isEqualTo(Map.of("path", PATH, "text", "Hello Alice", "type", "chat"));
            assertThat(alice.await("thinking")).containsEntry("thinking", false);
            assertThat(room.messaging().participants().get(0).attributes())
                    .containsEntry("empty_state_title", "Ask me");
        }
        JsonNode request = models.lastRequest();
        assertThat(ModelRequests.texts(request, "system").get(0)).startsWith("Be brief\n");
        assertThat(users(request)).containsExactly("alice said: hello");
        assertThat(ModelRequests.tools(request)).isEmpty();
    }

    @Test
    @DisplayName(
            "runners are called as tools, on behalf of who asked; one that joins is used in the next turn, one that leaves is missed in words")
    void callsRunners(@As("translator") Room one, @As("late") Room two, @As("host") Room host, @As("alice") Room room) {
        AtomicReference<TaskContext> seen = new AtomicReference<>();
        Registration served = one.serve(Runners.of("translator", (context, input) -> {
            seen.set(context);
            return TaskResult.of("fr:" + input.asMap().get("text"));
        }));
        models.calls("run_translator", "{\"text\":\"hi\"}").text("It is fr:hi.");
        try (ChatBot bot = bot().requires(RequiredToolkit.of("agents")).join(host)) {
            Person alice = new Person(room, "chatbot");
            assertThat(alice.ask(PATH, "translate hi")).isEqualTo("It is fr:hi.");
            assertThat(ModelRequests.tools(models.lastRequest())).containsExactly("run_translator");
            assertThat(seen.get().caller().name()).isEqualTo("chatbot");
            assertThat(seen.get().onBehalfOf().map(Participant::name)).contains("alice");
            assertThat(seen.get().remaining().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(5));

            two.serve(Runners.translator("late"));
            served.close();
            models.calls("run_late", "{\"text\":\"yo\"}", "run_translator", "{\"text\":\"yo\"}")
                    .text("Done.");
            assertThat(alice.ask(PATH, "again")).isEqualTo("Done.");
            assertThat(ModelRequests.tools(models.lastRequest())).containsExactly("run_late");
            List<String> told = ModelRequests.texts(models.lastRequest(), "tool");
            assertThat(told.get(0)).contains("fr:yo");
            assertThat(told.get(1)).contains("no such tool", "run_late");
            assertThat(bot.name()).isEqualTo("chatbot");
        }
    }

    @Test
    @DisplayName("a thread is remembered until it is cleared; threads know nothing of each other")
    void remembers(@As("host") Room host, @As("alice") Room room) {
        models.text("one").text("two").text("three").text("four");
        try (ChatBot bot = bot().join(host)) {
            Person alice = new Person(room, bot.name());
            alice.ask(PATH, "first");
            alice.ask(PATH, "second");
            assertThat(users(models.lastRequest())).containsExactly("alice said: first", "alice said: second");
            assertThat(ModelRequests.texts(models.lastRequest(), "assistant")).containsExactly("one");
            alice.ask("other.thread", "third");
            assertThat(users(models.lastRequest())).containsExactly("alice said: third");
            alice.send("clear", "path", PATH);
            alice.ask(PATH, "fourth");
            assertThat(users(models.lastRequest())).containsExactly("alice said: fourth");
        }
    }

    @Test
    @DisplayName("an empty thread is greeted when it is opened, once")
    void greets(@As("host") Room host, @As("alice") Room room) {
        models.text("yes");
        try (ChatBot bot = bot().greeting("Welcome!").join(host)) {
            Person alice = new Person(room, bot.name());
            alice.send("opened", "path", PATH);
            assertThat(alice.hear()).isEqualTo("Welcome!");
            alice.send("opened", "path", PATH);
            assertThat(alice.ask(PATH, "are you there?")).isEqualTo("yes");
            assertThat(ModelRequests.texts(models.lastRequest(), "assistant")).containsExactly("Welcome!");
        }
    }

    @Test
    @DisplayName("two people in one thread: both hear answers, and what is meant for the other is left to the other")
    void severalPeople(@As("host") Room host, @As("alice") Room first, @As("bob") Room second) {
        models.text("Hello Alice").text("Hello both");
        try (ChatBot bot = bot().join(host)) {
            Person alice = new Person(first, bot.name());
            Person bob = new Person(second, bot.name());
            assertThat(alice.ask(PATH, "hello")).isEqualTo("Hello Alice");
            bob.send("opened", "path", PATH);
            bob.say(PATH, "Alice, who is that?");
            bob.say(PATH, "chatbot, say hello to Alice and me");
            assertThat(bob.hear()).isEqualTo("Hello both");
            assertThat(alice.hear()).isEqualTo("Hello both");
            assertThat(users(models.lastRequest()))
                    .containsExactly(
                            "alice said: hello",
                            "bob said: Alice, who is that?",
                            "bob said: chatbot, say hello to Alice and me");
            assertThat(ModelRequests.texts(models.lastRequest(), "system").get(0))
                    .contains("Several people are in this conversation: alice, bob");
        }
        assertThat(models.requests()).hasSize(2);
    }

    @Test
    @DisplayName("cancel stops the answer and the runner behind it; the thread goes on")
    void cancels(@As("slow") Room slow, @As("host") Room host, @As("alice") Room first, @As("bob") Room second) {
        Gate gate = new Gate();
        slow.serve(Runners.waiting("slow", gate));
        models.calls("run_slow", "{\"text\":\"x\"}").text("Still here.");
        try (ChatBot bot = bot().requires(RequiredToolkit.of("agents", "slow")).join(host)) {
            Person alice = new Person(first, bot.name());
            Person bob = new Person(second, bot.name());
            alice.say(PATH, "go");
            assertThat(gate.awaitArrivals(1)).isTrue();
            bob.send("cancel", "path", PATH);
            alice.send("cancel", "path", "other.thread");
            assertThat(gate.arrivals()).isZero();
            alice.send("cancel", "path", PATH);
            assertThat(gate.awaitInterrupts(1)).isTrue();
            assertThat(alice.await("thinking")).containsEntry("thinking", true);
            assertThat(alice.await("thinking")).containsEntry("thinking", false);
            assertThat(alice.heard()).doesNotContain("chat");
            assertThat(alice.ask(PATH, "are you there?")).isEqualTo("Still here.");
        }
    }

    @Test
    @DisplayName("an answer bit by bit, for those who want it so; the whole of it for everybody")
    void streams(@As("host") Room host, @As("alice") Room first, @As("bob") Room second) {
        models.then(ModelAnswers.stream("Hel", "lo ", "Alice"));
        try (ChatBot bot =
                ChatBot.builder("chatbot", models.streamingModel().build()).join(host)) {
            Person bob = new Person(second, bot.name());
            Person alice = new Person(first, bot.name());
            bob.send("opened", "path", PATH);
            alice.say(PATH, "hello", "stream", true);
            StringBuilder pieces = new StringBuilder();
            while (!pieces.toString().equals("Hello Alice")) {
                pieces.append(alice.await("chat.delta").get("text"));
            }
            assertThat(alice.hear()).isEqualTo("Hello Alice");
            assertThat(bob.hear()).isEqualTo("Hello Alice");
            assertThat(bob.heard()).doesNotContain("chat.delta");
        }
    }

    @Test
    @DisplayName("an error of the model is an apology without its text, and the next message is answered")
    void apologises(@As("host") Room host, @As("alice") Room room) {
        models.then(ModelAnswers.error(500, "error", "secret stack"))
                .text("Better now.")
                .text("");
        try (ChatBot bot = bot().join(host)) {
            Person alice = new Person(room, bot.name());
            assertThat(alice.ask(PATH, "hello")).contains("sorry").doesNotContain("secret");
            assertThat(alice.ask(PATH, "and now?")).isEqualTo("Better now.");
            assertThat(alice.ask(PATH, "nothing?")).contains("sorry");
        }
    }

    @Test
    @DisplayName("an answer that takes too long is given up, in words")
    void timesOut(@As("host") Room host, @As("alice") Room room) {
        models.then(ModelAnswers.text("late").withFixedDelay(20_000)).text("in time");
        try (ChatBot bot = bot().answerTimeout(Duration.ofMillis(300)).join(host)) {
            Person alice = new Person(room, bot.name());
            assertThat(alice.ask(PATH, "hello")).contains("took too long");
        }
    }

    @Test
    @DisplayName("more messages than may wait are answered with a request for patience")
    void isBounded(@As("slow") Room slow, @As("host") Room host, @As("alice") Room room) {
        Gate gate = new Gate();
        slow.serve(Runners.waiting("slow", gate));
        models.calls("run_slow", "{\"text\":\"x\"}").text("first").text("second");
        try (ChatBot bot = bot().requires(RequiredToolkit.of("agents"))
                .maxWaiting(1)
                .maxAnswersAtOnce(2)
                .join(host)) {
            Person alice = new Person(room, bot.name());
            alice.say(PATH, "one");
            assertThat(gate.awaitArrivals(1)).isTrue();
            alice.say(PATH, "two");
            assertThat(alice.ask(PATH, "three")).contains("try again");
            gate.open();
            assertThat(alice.hear()).isEqualTo("first");
            assertThat(alice.hear()).isEqualTo("second");
        }
    }

    @Test
    @DisplayName("an answer that is made while the connection is lost reaches who asked; the thread is remembered")
    void survivesReconnect(RoomFixture rooms, @As("host") Room host, @As("alice") Room room) {
        models.then(ModelAnswers.text("Hello again").withFixedDelay(1_000)).text("Of course");
        try (ChatBot bot = bot().join(host)) {
            Person alice = new Person(room, bot.name());
            alice.say(PATH, "hello");
            alice.await("thinking");
            rooms.restartServer();
            assertThat(alice.hear()).isEqualTo("Hello again");
            assertThat(alice.ask(PATH, "do you remember me?")).isEqualTo("Of course");
            assertThat(users(models.lastRequest())).contains("alice said: hello");
        }
    }

    @Test
    @DisplayName(
            "toolkits: its own, required ones of the room, and those that a message names, on behalf of the sender")
    void toolkits(@As("tools") Room tools, @As("host") Room host, @As("alice") Room room) {
        tools.toolkits().register(Toolkit.of("math", tool("double")), true);
        room.toolkits().register(Toolkit.of("page", tool("show")), false);
        models.calls("own", "{}", "double", "{}", "show", "{}").text("done").text("plain");
        try (ChatBot bot = bot().toolkits(Toolkit.of("kit", tool("own")))
                .requires(RequiredToolkit.of("math"))
                .join(host)) {
            Person alice = new Person(room, bot.name());
            alice.send("get_thread_toolkit_builders", "path", PATH);
            assertThat(alice.await("set_thread_tool_providers"))
                    .containsEntry(
                            "tool_providers",
                            List.of(Map.of("name", "agents"), Map.of("name", "math"), Map.of("name", "page")));
            List<Map<String, String>> named = List.of(Map.of("name", "page"), Map.of("name", "math"));
            assertThat(alice.ask(PATH, "go", "tools", named)).isEqualTo("done");
            assertThat(ModelRequests.tools(models.lastRequest())).containsExactly("own", "double", "show");
            assertThat(ModelRequests.texts(models.lastRequest(), "tool"))
                    .containsExactly("own for alice", "double for alice", "show for alice");
            alice.ask(PATH, "without");
            assertThat(ModelRequests.tools(models.lastRequest())).containsExactly("own", "double");
            assertThat(alice.ask(PATH, "go", "tools", List.of(Map.of("name", "nothing"))))
                    .contains("sorry");
        }
    }

    private static Tool tool(String name) {
        return Tool.of(
                name,
                name,
                JsonSchema.noArguments(),
                (context, input) ->
                        TaskResult.of(name + " for " + context.principal().name()));
    }

    @Test
    @DisplayName("a required toolkit that does not come: joining fails with its name, and nobody is left in the room")
    void missingToolkit(@As("host") Room host, @As("alice") Room room) {
        ChatBot.Builder builder =
                bot().requires(RequiredToolkit.of("agents", "nobody").withTimeout(Duration.ofMillis(1)));
        assertThatThrownBy(() -> builder.join(host))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("'nobody'");
        Person alice = new Person(room, "chatbot");
        assertThat(alice.room.messaging().participants()).isEmpty();
    }

    @Test
    @DisplayName("rules for a client, a model that is allowed; a room of its own name stays open")
    void options(@As("chatbot") Room host, @As("alice") Room room) {
        models.text("one").text("two");
        room.setAttributes(Map.of("client", "web"));
        ChatBot bot = bot().ruleFor("web", "Use HTML")
                .ruleFor("cli", "Use text")
                .allowModels("gpt-big")
                .join(host);
        Person alice = new Person(room, "chatbot");
        alice.ask(PATH, "see this", "model", "gpt-big");
        JsonNode first = models.lastRequest();
        assertThat(first.path("model").asText()).isEqualTo("gpt-big");
        assertThat(ModelRequests.texts(first, "system").get(0))
                .contains("Use HTML")
                .doesNotContain("Use text");
        assertThat(users(first)).containsExactly("alice said: see this");
        alice.ask(PATH, "and", "model", "gpt-other");
        assertThat(models.lastRequest().path("model").asText()).isEqualTo("gpt-test");
        bot.close();
        bot.close();
        assertThat(host.isOpen()).isTrue();
    }

    @Test
    @DisplayName("with threads in files a chatbot remembers after a restart; if they cannot be written it says so")
    void remembersAfterARestart(@As("host") Room host, @As("alice") Room room, @TempDir Path folder) throws Exception {
        models.text("one").text("two");
        ThreadFiles files = ThreadFiles.folder(folder.resolve("threads"));
        Person alice = new Person(room, "chatbot");
        try (ChatBot bot = bot().history(ThreadHistory.in(files)).join(host)) {
            assertThat(bot.name()).isEqualTo("chatbot");
            alice.ask(PATH, "first");
        }
        try (ChatBot bot = bot().history(ThreadHistory.in(files)).join(host)) {
            assertThat(alice.ask(PATH, "second")).isEqualTo("two");
            assertThat(users(models.lastRequest())).containsExactly("alice said: first", "alice said: second");
            assertThat(bot.name()).isEqualTo("chatbot");
        }
        ThreadFiles broken = ThreadFiles.folder(Files.writeString(folder.resolve("file"), "x"));
        try (ChatBot bot = bot().history(ThreadHistory.in(broken)).join(host)) {
            assertThat(alice.ask(PATH, "third")).contains("sorry");
            assertThat(bot.name()).isEqualTo("chatbot");
        }
    }

    @Test
    @DisplayName("messages without a path, of other types, or of somebody who is on no roster, are left alone")
    void ignores(@As("host") Room host, @As("silent") Room silent, @As("alice") Room room) {
        models.text("only this");
        try (ChatBot bot = bot().join(host)) {
            Person alice = new Person(room, bot.name());
            alice.send("chat", "text", "no path");
            alice.send("chat", "path", 5, "text", "odd path");
            alice.send("typing", "path", PATH);
            alice.send("weather", "path", PATH);
            String id = room.messaging().participants().get(0).id();
            silent.messaging().send(id, "chat", Map.of("path", PATH, "text", "who am I?"));
            assertThat(alice.ask(PATH, "hello")).isEqualTo("only this");
        }
        assertThat(models.requests()).hasSize(1);
    }
}
