package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every view, full of what hostile strangers write: for those who cannot see, on the smallest phone, in light and in dark. */
class EveryViewTest extends PageCase {
    private static final int NARROW = 375;
    private static final String HUGE = "w".repeat(1_000_000);
    private static final String NAME = "p" + Playground.EVIL;

    @BeforeEach
    void fillTheRoom() {
        playground.serveEvil();
        Tool tool = Tool.of("t" + Playground.EVIL, Playground.EVIL, JsonSchema.any(), (context, input) -> null);
        playground.room.toolkits().register(Toolkit.of("kit", tool).describedAs(Playground.EVIL, HUGE), true);
        playground.room.queues().send("q" + Playground.EVIL, Map.of(Playground.EVIL, HUGE));
        playground.room.storage().writeBytes("a \u05e9\u05dc\u05d5\u05dd/" + "n".repeat(190) + ".txt", new byte[1]);
        playground.room.storage().writeBytes("\u05e7\u05d5\u05d1\u05e5 & 'gnp.exe", new byte[1]);
        playground.room.setAttributes(Map.of("empty_state_title", Playground.EVIL + HUGE.substring(0, 10_000)));
        playground.room.messaging().enable();
    }

    /** What only who is there already gets to see. */
    private void makeNoise() {
        try (Room stranger = playground.join(NAME)) {
            stranger.messaging().enable();
            stranger.messaging().broadcast(Playground.EVIL, Map.of("text", Playground.EVIL, "huge", HUGE));
            stranger.developer().log(Playground.EVIL, Map.of("message", Playground.EVIL + HUGE));
            stranger.agents().ask("evil", Map.of());
        }
    }

    private void assertGood(String view) throws IOException {
        assertThat(browser.script("return document.documentElement.scrollWidth"))
                .as(view + " on a phone")
                .isEqualTo((long) NARROW);
        for (boolean dark : new boolean[] {false, true}) {
            browser.dark(dark);
            assertThat(browser.barriers()).as(view + ", dark: " + dark).isEmpty();
        }
        assertThat(browser.script("return document.querySelectorAll('main script, main img, main iframe, main style,"
                        + " main a[href^=javascript]').length + (document.title === 'owned' ? 1 : 0)"))
                .as(view + " made something of what strangers wrote")
                .isEqualTo(0L);
        assertThat(browser.script("return performance.getEntriesByType('resource').concat("
                        + "performance.getEntriesByType('navigation')).map(one => one.name)"
                        + ".filter(one => !one.startsWith(location.origin))"))
                .as(view + " asked other hosts")
                .isEqualTo(List.of());
    }

    private void narrow(Check check) throws IOException {
        browser.phone(NARROW, 800);
        try {
            check.run();
        } finally {
            browser.dark(false);
            browser.unphone();
        }
    }

    /** What is looked at. */
    @FunctionalInterface
    interface Check {
        void run() throws IOException;
    }

    static List<String> views() {
        return List.of(
                "runners",
                "watch",
                "chat",
                "people",
                "queues",
                "storage",
                "storage/a%20%D7%A9%D7%9C%D7%95%D7%9D",
                "run/agent/order",
                "run/agent/evil",
                "run/tool/shop/price_of",
                "run/agent/nobody");
    }

    @ParameterizedTest
    @MethodSource("views")
    void view(String view) throws IOException {
        narrow(() -> {
            open(view);
            browser.see("h1");
            makeNoise();
            if (view.startsWith("run/") && !view.endsWith("nobody")) {
                browser.see("main[data-ready]");
                browser.press("Options");
            }
            assertGood(view);
        });
    }

    @Test
    @DisplayName("What strangers wrote is to be read there, as text")
    void isShown() {
        open("watch");
        browser.see("h1");
        makeNoise();
        browser.waitFor(".timeline", "p<img src=x");
        browser.waitFor(".log", "<script>document.title");
        open("runners");
        browser.waitFor("main", "t<img src=x");
        open("queues");
        browser.waitFor("tbody", "q<img src=x");
        open("storage");
        browser.waitFor("tbody", "gnp.exe");
    }

    @Test
    void frontPage() throws IOException {
        narrow(() -> {
            browser.open(playground.address());
            browser.see("button.room");
            assertGood("front page");
        });
    }

    @Test
    @DisplayName("Results and violations")
    void answers() throws IOException {
        narrow(() -> {
            openForm("evil");
            browser.press("Run");
            browser.waitFor("[data-result]", "characters)");
            browser.press("As text");
            assertGood("a result");
            openForm("order");
            browser.press("Run");
            browser.waitFor(".failed h2", "Does not match");
            assertGood("violations");
            browser.press("Raw JSON");
            assertGood("raw JSON");
        });
    }

    @Test
    @DisplayName("Progress, a queue's message, and the dialog that adds members to a map")
    void states() throws IOException {
        playground.serveMap();
        narrow(() -> {
            openForm("report");
            browser.press("Run");
            browser.waitFor(".progress-text", "chapter 1");
            assertGood("progress");
            openForm("map");
            browser.click("[data-schemapath='arguments.prices'] .json-editor-btntype-properties");
            browser.see("[data-schemapath='arguments.prices'] .property-selector-input");
            assertGood("the dialog");
            open("queues");
            browser.press("Peek");
            browser.waitFor("section.card .tree", "characters)");
            assertGood("a message");
        });
    }
}
