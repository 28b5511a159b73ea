package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.chat.ChatBot;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Talks that do not go as they should. */
class ChatEdgesTest extends InRoom {
    private final ScriptedChatModel model = new ScriptedChatModel();

    @ParameterizedTest
    @ValueSource(strings = {"", "\n \n\t\n", "/quit\nhello\n", "/clear\n/quit\n"})
    @DisplayName("Where nothing is said the model is not asked")
    void saysNothing(String lines) {
        try (ChatBot bot = ChatBot.builder("helper", model).join(host())) {
            Cli.Done done = cli.input(lines).run("chat", "--agent", bot.name());
            assertThat(done).isEqualTo(new Cli.Done(0, "", "talking with helper in room test room\n"));
        }
        assertThat(model.requests()).isEmpty();
    }

    @Test
    @DisplayName("A model that fails is told of in words without its text, and the talk goes on")
    void goesOnAfterAModelThatFails() {
        model.error(new IllegalStateException("inner-4711")).text("Better now");
        try (ChatBot bot = ChatBot.builder("helper", model).join(host())) {
            Cli.Done done = cli.input("one\ntwo\n").run("chat", "--agent", bot.name());
            assertThat(done.code()).isZero();
            assertThat(done.out()).endsWith("Better now\n").doesNotContain("inner-4711");
            assertThat(done.out().lines()).hasSize(2);
            assertThat(done.err()).doesNotContain("inner-4711");
        }
    }

    @Test
    @DisplayName("A participant that is no chatbot never answers: 4 after the timeout, and it says who")
    void aParticipantThatIsNoChatBot() {
        host().messaging().enable();
        Cli.Done done = cli.input("hello\n").run("chat", "--agent", "host", "--timeout", "200ms");
        assertThat(done.code()).isEqualTo(ExitCodes.TIMED_OUT);
        assertThat(done.err()).contains("error: timed_out: host did not answer");
        assertThat(done.out()).isEmpty();
    }

    @Test
    @DisplayName("A participant that leaves without an answer ends the talk with 1")
    void aParticipantThatLeaves() throws Exception {
        Room mute = join("mute");
        CountDownLatch heard = new CountDownLatch(1);
        mute.messaging().onMessage(message -> {
            if (message.type().equals("chat")) {
                heard.countDown();
            }
        });
        mute.messaging().enable();
        Cli.Running talk = cli.input("hello\n").start("chat", "--agent", "mute", "--timeout", "10m");
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        mute.close();
        assertThat(talk.await()).isEqualTo(ExitCodes.FAILED);
        assertThat(talk.err().text()).contains("mute left the room before it answered");
    }

    @Test
    @DisplayName("Control characters of an answer do not reach a terminal, but do reach a pipe as they are")
    void keepsControlCharactersFromTerminals() {
        model.text("a\u001b[2Jb").text("a\u001b[2Jb");
        try (ChatBot bot = ChatBot.builder("helper", model).join(host())) {
            String[] args = {"chat", "--agent", bot.name()};
            assertThat(cli.input("x\n").run(args).out()).isEqualTo("a\u001b[2Jb\n");
            assertThat(cli.onTerminal().input("y\n").run(args).out())
                    .contains("a [2Jb")
                    .doesNotContain("\u001b[2J");
        }
    }

    @Test
    @DisplayName("Each person has a thread of their own unless one is named")
    void keepsPeopleApart() {
        model.text("one").text("two");
        try (ChatBot bot = ChatBot.builder("helper", model).join(host())) {
            cli.input("my secret plan\n").run("chat", "--agent", bot.name(), "--name", "ada");
            cli.input("hello\n").run("chat", "--agent", bot.name(), "--name", "bob");
        }
        assertThat(model.requests()).hasSize(2);
        assertThat(model.requests().get(1).messages().toString())
                .contains("hello")
                .doesNotContain("my secret plan");
    }
}
