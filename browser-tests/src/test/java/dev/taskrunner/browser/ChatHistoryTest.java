package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Participant;
import dev.taskrunner.chat.ChatBot;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** What was said in a thread before the page was opened. */
class ChatHistoryTest extends PageCase {

    private ChatBot join(ScriptedChatModel model) {
        return ChatBot.builder("shopkeeper", model.streaming()).join(playground.room);
    }

    private void say(String words) {
        browser.waitFor("select", "shopkeeper");
        browser.fill("Your words", words);
        browser.press("Send");
        browser.waitFor(".ours .words", words);
    }

    @Test
    @DisplayName("After a reload the lines are there again, once, in order, one's own on one's own side")
    void afterAReload() throws IOException {
        try (ChatBot bot =
                join(new ScriptedChatModel().text("First " + Playground.EVIL).text("Second answer"))) {
            open("chat/" + bot.name());
            say("First question");
            browser.waitFor(".theirs .words", "First <img");
            browser.reload();
            browser.waitFor(".chat", "Earlier");
            browser.waitFor(".theirs .words", "First <img");
            say("Second question");
            browser.waitFor(".theirs .words", "Second answer");
            assertEarlierAndNow();
            picture("history");
        }
    }

    private void assertEarlierAndNow() throws IOException {
        assertThat(browser.see("ol.chat").getText())
                .containsSubsequence("Earlier", "First question", "First <img", "Second question", "Second answer");
        assertThat(browser.count(".ours")).isEqualTo(2);
        assertThat(browser.count(".theirs")).isEqualTo(2);
        assertThat(browser.barriers()).isEmpty();
    }

    /** Says something to a chatbot in a thread that several know, and waits for the answer. */
    private static void sayShared(Room room, ChatBot bot) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        room.messaging().onMessage(one -> {
            if (one.type().equals("chat")) {
                answered.countDown();
            }
        });
        room.messaging().enable();
        Browser.until("the chatbot is there", () -> botId(room, bot).isPresent());
        room.messaging().send(botId(room, bot).orElseThrow(), "chat", Map.of("path", "shared", "text", "a secret"));
        assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private static Optional<String> botId(Room room, ChatBot bot) {
        return room.messaging().participants().stream()
                .filter(one -> one.name().equals(bot.name()))
                .map(Participant::id)
                .findFirst();
    }

    @Test
    @DisplayName("What others said in a thread before one came is not shown, and the page says that it is not")
    void ofOthers() throws Exception {
        try (ChatBot bot = join(new ScriptedChatModel().text("Between us").text("Welcome, both"));
                Room ada = playground.join("ada")) {
            sayShared(ada, bot);
            open("chat/" + bot.name() + "?thread=shared");
            browser.waitFor(".earlier", "not shown to you");
            say("shopkeeper, may I?");
            browser.waitFor(".theirs .words", "Welcome, both");
            browser.reload();
            browser.waitFor(".theirs .words", "Welcome, both");
            assertThat(browser.see("ol.chat").getText())
                    .contains("not shown to you", "may I?")
                    .doesNotContain("a secret", "Between us");
        }
    }

    @Test
    @DisplayName("What one chatbot said does not stand in the conversation with the one that is left when it goes")
    void leftOver() {
        try (ChatBot rest =
                ChatBot.builder("tinker", new ScriptedChatModel().streaming()).join(playground.room)) {
            try (ChatBot first = join(new ScriptedChatModel().text("From the shop"))) {
                open("chat/" + first.name());
                say("Who are you?");
                browser.waitFor(".theirs .words", "From the shop");
            }
            browser.waitFor("select", rest.name());
            Browser.until("the conversation is a new one", () -> browser.count(".words") == 0);
        }
    }

    @Test
    @DisplayName("A chatbot that does not tell what was said is said not to")
    void untold() {
        try (TalkingBot bot = new TalkingBot(playground)) {
            assertThat(bot).isNotNull();
            open("chat");
            browser.waitFor(".earlier", "shopkeeper does not show what was said before");
            say("What do three cost?");
            browser.waitFor(".theirs .words", "750 cents");
        }
    }

    @Test
    @DisplayName("Without the right to messages the page says so, and not just that nobody is there")
    void noRight() {
        ApiScope mute = ApiScope.agentDefault().toBuilder().deny("messaging").build();
        openWith(playground.token("mute", mute), "chat");
        browser.waitFor("main [role='status']", "You cannot chat here: ");
        open("people");
        browser.waitFor("main", "You take part in no messages: ");
    }

    @Test
    @DisplayName("A chatbot that comes after the page was opened is opened then, and shows what was said")
    void comesLater() {
        ScriptedChatModel model = new ScriptedChatModel().text("Hello");
        open("chat/shopkeeper");
        browser.see(By.cssSelector("textarea"));
        try (ChatBot bot = ChatBot.builder("shopkeeper", model.streaming())
                .greeting("Good morning")
                .join(playground.room)) {
            assertThat(bot.name()).isEqualTo("shopkeeper");
            browser.waitFor(".theirs .words", "Good morning");
            assertThat(browser.count(".theirs")).isEqualTo(1);
        }
    }
}
