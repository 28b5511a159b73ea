package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.LeaseOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** Queues: what waits in them, sending, looking, taking. */
class QueuesTest extends PageCase {

    private long waiting(String queue) {
        return playground.room.queues().list().stream()
                .filter(one -> one.name().equals(queue))
                .mapToLong(one -> one.size())
                .sum();
    }

    private void openQueues() {
        open("queues");
        browser.waitFor("h1", "Queues");
    }

    private void send(String queue, String json) {
        browser.fill("Queue", queue);
        browser.fill("Message (JSON)", json);
        browser.press("Send");
    }

    @Test
    @DisplayName("What others put into queues is listed with sizes, and what changes is seen without a reload")
    void lists() {
        openQueues();
        browser.waitFor("tbody", "No queue yet.");
        playground.room.queues().send("orders", Map.of("prompt", "one"));
        playground.room.queues().send("orders", Map.of("prompt", "two"));
        playground.room.queues().open("idle");
        browser.waitFor("tbody", "orders 2");
        browser.waitFor("tbody", "idle 0");
        picture("queues");
        playground.room.queues().receive("orders", Duration.ZERO);
        browser.waitFor("tbody", "orders 1");
    }

    @Test
    @DisplayName("What is sent from the page is what a receiver gets, and a new queue is made for it")
    void sends() {
        openQueues();
        send("fresh", "{\"n\": [1, 2.5, \"drei\", null]}");
        browser.waitFor("#toast", "Sent.");
        browser.waitFor("tbody", "fresh 1");
        assertThat(playground.room.queues().receive("fresh", Duration.ofSeconds(60)))
                .hasValueSatisfying(message -> assertThat(message.toJson()).isEqualTo("{\"n\":[1,2.5,\"drei\",null]}"));
    }

    @Test
    @DisplayName("What is no JSON is not sent, and the page says that it is none")
    void refusesBadJson() {
        openQueues();
        send("fresh", "{\"prompt\": ");
        browser.waitFor("#toast", "JSON");
        assertThat(playground.room.queues().list()).isEmpty();
        assertThat(browser.see(Browser.field("Message (JSON)")).getAttribute("value"))
                .isEqualTo("{\"prompt\": ");
    }

    @Test
    @DisplayName("Peek shows the next message and leaves it there, untouched and first")
    void peeks() {
        playground.room.queues().send("orders", Map.of("prompt", "first"));
        playground.room.queues().send("orders", Map.of("prompt", "second"));
        openQueues();
        browser.press("Peek");
        browser.waitFor("section.card", "Next in orders");
        browser.waitFor("section.card .tree", "prompt: first");
        Browser.until("it was given back", () -> waiting("orders") == 2);
        assertThat(playground.room.queues().take("orders", LeaseOptions.defaults()))
                .hasValueSatisfying(lease -> {
                    assertThat(lease.message().value()).isEqualTo(Map.of("prompt", "first"));
                    assertThat(lease.message().attempts()).isEqualTo(1);
                });
    }

    @Test
    @DisplayName("Take one takes one away, whatever kind of value it is; from an empty queue it says so")
    void takes() {
        playground.room.queues().send("orders", "just a text");
        openQueues();
        browser.press("Take one");
        browser.waitFor("section.card", "Taken from orders");
        browser.waitFor("section.card .tree", "just a text");
        browser.waitFor("tbody", "orders 0");
        browser.press("Take one");
        browser.waitFor("section.card", "The queue is empty.");
    }

    @Test
    @DisplayName("Peek shows values that are no objects too")
    void peeksAtText() {
        playground.room.queues().send("texts", "just a text");
        openQueues();
        browser.press("Peek");
        browser.waitFor("section.card .tree", "just a text");
        Browser.until("it was given back", () -> waiting("texts") == 1);
    }

    @Test
    @DisplayName("Names and messages of strangers are text")
    void hostile() {
        playground.room.queues().send("q" + Playground.EVIL, Map.of(Playground.EVIL, Playground.EVIL));
        openQueues();
        browser.waitFor("tbody", "<script>");
        browser.press("Peek");
        browser.waitFor("section.card .tree", "<script>");
        assertThat(browser.script("return document.querySelectorAll('main script, main img').length"))
                .isEqualTo(0L);
        assertThat(browser.script("return document.title")).isNotEqualTo("owned");
    }

    @Test
    @DisplayName("axe finds nothing serious in a view of queues, nor does it stick out of a phone")
    void accessible() throws IOException {
        playground.room.queues().send("a".repeat(120), Map.of("prompt", "x".repeat(500)));
        browser.phone(390, 844);
        try {
            openQueues();
            browser.press("Peek");
            browser.see(By.cssSelector("section.card .tree"));
            assertThat(browser.barriers()).isEmpty();
            assertThat(browser.script("return document.documentElement.scrollWidth"))
                    .isEqualTo(390L);
        } finally {
            browser.unphone();
        }
    }
}
