package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Without a mouse: what is to be used is reached with Tab, used with Enter, and seen to be where one is. */
class KeyboardTest extends PageCase {
    private static final int MOST_STEPS = 80;

    /** Presses Tab until the element is where the keyboard is. */
    private void tabTo(String css) {
        for (int i = 0; i < MOST_STEPS; i++) {
            if (Boolean.TRUE.equals(browser.script("return document.activeElement.matches(arguments[0])", css))) {
                assertThat(browser.script("return getComputedStyle(document.activeElement).outlineStyle"))
                        .as("where the keyboard is, at " + css)
                        .isNotEqualTo("none");
                return;
            }
            browser.type(Keys.TAB);
        }
        throw new AssertionError("Tab does not lead to " + css);
    }

    private void use(String css) {
        browser.see(css);
        tabTo(css);
        browser.type(Keys.ENTER);
    }

    @Test
    @DisplayName("From the front page to an answer, and back to the runners")
    void answer() {
        browser.open(playground.address());
        use("button.room");
        use("a[href$='/run/agent/report']");
        browser.see("main[data-ready]");
        use("button.main[type=submit]");
        browser.waitFor(".progress-text", "chapter 1");
        playground.steps.release(100);
        browser.waitFor("[data-result]", "The report");
        use("nav a[href$='/runners']");
        browser.waitFor("h1", "Runners");
    }

    @Test
    @DisplayName("Cancel, too")
    void cancel() {
        openForm("report");
        use("button.main[type=submit]");
        browser.waitFor(".progress-text", "chapter 1");
        use("form button[type=button]:not(.plain):enabled");
        browser.waitFor(".failed h2", "Cancelled");
    }

    @Test
    @DisplayName("Every view of the room")
    void views() {
        open("runners");
        for (String view : new String[] {"Watch", "Chat", "People", "Queues", "Storage"}) {
            use("nav a[href$='/" + view.toLowerCase(java.util.Locale.ROOT) + "']");
            browser.waitFor("h1", view);
        }
    }

    @Test
    @DisplayName("A line to a chatbot, and a message to a queue")
    void words() {
        try (TalkingBot bot = new TalkingBot(playground)) {
            assertThat(bot).isNotNull();
            open("chat");
            browser.waitFor("select", "shopkeeper");
            tabTo("main textarea");
            browser.type("What do three cost?", Keys.ENTER);
            browser.waitFor(".theirs .words", "750 cents");
        }
        open("queues");
        browser.see("main input");
        tabTo("main input");
        browser.type("orders", Keys.ENTER);
        browser.waitFor("tbody", "orders");
    }

    @Test
    @DisplayName("A required number takes what is typed, and not that beside a 0")
    void numbers() {
        open("run/tool/shop/price_of");
        browser.see("main[data-ready]");
        tabTo("[name='arguments[count]']");
        browser.type("3", Keys.ENTER);
        browser.waitFor("[data-result]", "cents: 750");
        assertThat(browser.see(Browser.argument("count")).getAttribute("value")).isEqualTo("3");
    }
}
