package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.chat.ChatBot;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ChatTest extends InRoom {
    private final ScriptedChatModel model = new ScriptedChatModel();

    private ChatBot bot(String name) {
        return ChatBot.builder(name, model).greeting("Welcome!").join(host());
    }

    @Test
    void talksToTheOnlyChatBotLineByLine() {
        model.text("Hello Ada").text("Bye");
        try (ChatBot bot = bot("helper")) {
            Cli.Done done = cli.input("hello\n\nbye\n/quit\nunheard\n").run("chat", "--name", "ada");
            assertThat(done)
                    .isEqualTo(
                            new Cli.Done(0, "Welcome!\nHello Ada\nBye\n", "talking with helper in room test room\n"));
            assertThat(bot.name()).isEqualTo("helper");
        }
        assertThat(model.requests()).hasSize(2);
        assertThat(model.requests().get(1).messages().toString()).contains("ada said at", "hello", "bye");
    }

    @Test
    void forgetsOnClearAndSharesAThreadByItsPath() {
        model.text("one").text("two");
        try (ChatBot bot = bot("helper")) {
            cli.input("first\n/clear\n").run("chat", "--agent", bot.name(), "--thread", "t.thread", "--name", "ada");
            cli.input("second\n").run("chat", "--agent", bot.name(), "--thread", "t.thread", "--name", "bob");
        }
        assertThat(model.requests().get(1).messages().toString())
                .contains("second")
                .doesNotContain("first");
    }

    @Test
    void showsPiecesOnATerminal() {
        model.text("Hello dear Ada");
        try (ChatBot bot = ChatBot.builder("helper", model.streaming()).join(host())) {
            Cli.Done done = cli.onTerminal().input("hello\n").run("chat", "--agent", bot.name());
            assertThat(done.code()).isZero();
            assertThat(done.out()).contains("Hello dear Ada\n").doesNotContain("Hello dear Ada\nHello");
        }
    }

    @Test
    void namesWhomThereAreToChooseFrom() {
        assertThat(cli.input("x\n").run("chat").err()).contains("there is no chatbot in this room");
        try (ChatBot one = bot("one");
                ChatBot two = bot("two")) {
            Cli.Done done = cli.input("x\n").run("chat");
            assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
            assertThat(done.err()).contains("several chatbots", one.name(), two.name());
        }
        assertThat(cli.input("x\n").run("chat", "--agent", "nobody").err()).contains("'nobody'");
    }

    @Test
    void givesUpInTimeAndOnInterrupt() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        model.textAfter(latch, "late").textAfter(latch, "later");
        try (ChatBot bot = ChatBot.builder("helper", model).join(host())) {
            Cli.Done done = cli.input("hello\n").run("chat", "--agent", bot.name(), "--timeout", "300ms");
            assertThat(done.code()).isEqualTo(ExitCodes.TIMED_OUT);
            Cli.Running running = cli.input("hello\n").start("chat", "--agent", bot.name(), "--name", "ada");
            running.err().awaitLine(line -> line.startsWith("talking with"));
            assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
            latch.countDown();
        }
    }
}
