package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.chat.ChatBot;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page's chat with a chatbot of ours, whose model is a script and whose tools are the room's runners. */
class ChatBotPageTest extends PageCase {

    private ChatBot join(StreamingChatModel model) {
        return ChatBot.builder("shopkeeper", model)
                .title("Ask me what to order")
                .requires(RequiredToolkit.of("agents"))
                .join(playground.room);
    }

    private void say(String words) {
        browser.waitFor("select", "shopkeeper");
        browser.fill("Your words", words);
        browser.press("Send");
        browser.waitFor(".ours", words);
    }

    @Test
    @DisplayName("The answer is seen while it is written, below the runner that was asked for it and how far that is")
    void streams() {
        SlowWriter model = new SlowWriter("run_report", "{\"topic\":\"birds\"}");
        try (ChatBot bot = join(model)) {
            open("chat/" + bot.name());
            say("Write me a report");
            browser.waitFor(".calls .running", "report");
            browser.waitFor("[role='status']", "chapter 1");
            playground.steps.release(100);
            browser.waitFor(".calls .done", "report");
            browser.waitFor(".theirs .words", "The tool <b>said</b>");
            assertThat(browser.see(".theirs .words").getText()).doesNotContain("The report");
            browser.waitFor("[role='status']", "is writing");
            picture("chat");
            model.goOn.release();
            browser.waitFor(".theirs .words", "The tool <b>said</b> The report");
            Browser.until("it is said once", () -> browser.count(".theirs") == 1);
            browser.see("button[disabled][type='button']");
        }
    }

    @Test
    @DisplayName("Stop ends the answer and the runner that works for it")
    void stops() throws InterruptedException {
        try (ChatBot bot = join(new SlowWriter("run_report", "{}"))) {
            open("chat/" + bot.name());
            say("Write me a report");
            browser.waitFor(".calls .running", "report");
            browser.press("Stop");
            assertThat(playground.cancelled.await(60, TimeUnit.SECONDS)).isTrue();
            browser.waitFor(".calls .failed", "cancelled");
            browser.see("button[disabled][type='button']");
        }
    }

    @Test
    @DisplayName("A tool that fails is shown as failed, and a model that fails is answered with an apology")
    void failures() {
        ScriptedChatModel script = new ScriptedChatModel()
                .toolCall("run_team", "{}")
                .text("That date is none.")
                .error(new IllegalStateException("the secret inside of a model"));
        try (ChatBot bot = join(script.streaming())) {
            open("chat/" + bot.name());
            say("Book it");
            browser.waitFor(".theirs .words", "That date is none.");
            browser.waitFor(".calls .failed", "invalid_arguments");
            say("Again");
            Browser.until("it answered twice", () -> browser.count(".theirs") == 2);
            assertThat(browser.see(".theirs ~ .theirs").getText()).doesNotContain("secret inside");
        }
    }

    @Test
    @DisplayName("One thread goes on from line to line, and each answer stands below its own question")
    void severalLines() {
        ScriptedChatModel script = new ScriptedChatModel().text("First answer").text("Second answer");
        try (ChatBot bot = join(script.streaming())) {
            open("chat/" + bot.name());
            say("First question");
            browser.waitFor(".theirs .words", "First answer");
            say("Second question");
            browser.waitFor(".theirs .words", "Second answer");
            assertThat(browser.see("ol.chat").getText())
                    .containsSubsequence("First question", "First answer", "Second question", "Second answer");
            assertThat(script.requests().get(1).messages().toString()).contains("First question", "First answer");
        }
    }

    @Test
    @DisplayName("An empty thread shows what the chatbot says about itself")
    void title() {
        try (ChatBot bot = join(new ScriptedChatModel().streaming())) {
            open("chat/" + bot.name());
            browser.see("textarea[placeholder='Ask me what to order']");
        }
    }
}
