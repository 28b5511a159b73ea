package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import java.io.IOException;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Watching, chatting, people; what strangers write; who cannot see or has a small screen. */
class LookingTest extends PageCase {

    @Test
    @DisplayName("Watch shows asks as a tree with durations and errors, the log, messages; all of it is to be exported")
    void watch() {
        open("watch");
        browser.waitFor("main", "Nothing so far");
        Assertions.assertThatThrownBy(() -> playground.room.agents().ask("team", Map.of()))
                .isInstanceOf(TaskException.class);
        playground.room.developer().log("info", Map.of("message", "all is well"));
        browser.seeText("all is well");
        browser.waitFor(".timeline > .failed", "team");
        assertThat(browser.see(".timeline > .failed > ul > .done").getText()).contains("order", "ask");
        assertThat(browser.see(".timeline > .failed > ul > .failed").getText()).contains("strict", "invalid_arguments");
        picture("watch");
        browser.fill("Filter", "nothing has this name");
        browser.waitUntilGone(".timeline .task");
        browser.fill("Filter", "strict");
        browser.see(".timeline .task");
        browser.script("window.saved = null; URL.createObjectURL = blob => { blob.text().then(t => window.saved = t);"
                + " return 'blob:none'; }; HTMLAnchorElement.prototype.click = () => {};");
        browser.press("Export trace");
        Browser.until("the trace was saved", () -> browser.script("return window.saved") != null);
        assertThat(String.valueOf(browser.script("return window.saved")))
                .contains("\"worker\": \"team\"", "\"parent\"", "all is well", "\"room\": \"demo\"");
    }

    @Test
    @DisplayName("Chat shows the answer as it is written, as text, and what the chatbot called for it")
    void chat() {
        try (TalkingBot bot = new TalkingBot(playground)) {
            assertThat(bot).isNotNull();
            open("chat");
            browser.waitFor("select", "shopkeeper");
            browser.fill("Your words", "What do three cost?");
            browser.press("Send");
            browser.waitFor(".theirs .words", "Three of <b>them</b> cost 750 cents.");
            browser.waitFor(".calls", "shop.price_of");
            assertThat(browser.see(".ours .words").getText()).isEqualTo("What do three cost?");
        }
    }

    @Test
    @DisplayName("Runners and people come and go without a reload")
    void live() throws Exception {
        open("runners");
        browser.seeText("Place an order");
        try (Room other = playground.join("newcomer")) {
            other.serve(dev.taskrunner.TaskRunner.of(
                    dev.taskrunner.TaskSpec.builder("newcomer")
                            .title("Just arrived")
                            .build(),
                    (context, input) -> dev.taskrunner.TaskResult.empty()));
            browser.seeText("Just arrived");
            other.messaging().enable();
            open("people");
            browser.waitFor(".cards", "newcomer");
        }
        Browser.until(
                "the newcomer is gone", () -> !browser.see(".cards").getText().contains("newcomer"));
    }

    @Test
    @DisplayName("Messages are seen and sent")
    void messages() throws Exception {
        try (Room other = playground.join("pen-friend")) {
            var heard = new java.util.concurrent.CompletableFuture<String>();
            other.messaging().onMessage(message -> heard.complete(message.type() + message.message()));
            other.messaging().enable();
            open("people");
            browser.waitFor(".cards", "pen-friend");
            browser.press("Send");
            assertThat(heard.get(60, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("note{text=hello}");
            other.messaging().broadcast("greeting", Map.of("text", Playground.EVIL));
            browser.waitFor(".log", "onerror");
        }
    }

    @Test
    @DisplayName(
            "Names, descriptions, labels and results of strangers are text: nothing of them runs, and large ones do not choke")
    void hostile() {
        playground.serveEvil();
        open("runners");
        browser.seeText("Evil <img");
        openForm("evil");
        assertThat(browser.see("h1").getText()).contains("<script>");
        assertThat(browser.see(".form").getText()).contains("<img src=x");
        browser.press("Run");
        browser.waitFor("[data-result]", "characters)");
        assertThat(browser.see("[data-result]").getText()).contains("<script>");
        assertThat(browser.script(
                        "return document.querySelectorAll('main script, main img, main a[href^=javascript]').length"))
                .isEqualTo(0L);
        open("watch");
        browser.waitFor(".timeline", "evil");
        assertThat(browser.script("return document.title")).isNotEqualTo("owned");
        assertThat(
                        browser.script(
                                "return performance.getEntriesByType('resource').every(one => one.name.startsWith(location.origin))"))
                .isEqualTo(true);
    }

    @Test
    @DisplayName("axe finds nothing serious on any view, in light and in dark")
    void accessible() throws IOException {
        try (TalkingBot bot = new TalkingBot(playground)) {
            assertThat(bot).isNotNull();
            for (boolean dark : new boolean[] {false, true}) {
                browser.dark(dark);
                browser.open(playground.address());
                browser.see("button.room");
                assertThat(browser.barriers()).as("front page, dark: " + dark).isEmpty();
                for (String view : new String[] {"runners", "watch", "chat", "people"}) {
                    open(view);
                    browser.see("h1");
                    assertThat(browser.barriers()).as(view + ", dark: " + dark).isEmpty();
                }
                openForm("order");
                browser.press("Run");
                browser.waitFor(".failed h2", "Does not match");
                assertThat(browser.barriers()).as("form, dark: " + dark).isEmpty();
            }
            picture("form-dark");
        } finally {
            browser.dark(false);
        }
    }

    @Test
    @DisplayName("On a phone's width nothing sticks out sideways")
    void phone() {
        playground.serveEvil();
        browser.phone(390, 844);
        try {
            for (String view :
                    new String[] {"runners", "watch", "chat", "people", "run/agent/order", "run/agent/evil"}) {
                open(view);
                browser.see("h1");
                if (view.startsWith("run/")) {
                    browser.see("main[data-ready]");
                }
                assertThat(browser.script("return document.documentElement.scrollWidth"))
                        .as(view)
                        .isEqualTo(390L);
            }
            openForm("order");
            picture("phone");
        } finally {
            browser.unphone();
        }
    }
}
