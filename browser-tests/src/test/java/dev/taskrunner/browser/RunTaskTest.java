package dev.taskrunner.browser;

import static dev.taskrunner.browser.Browser.argument;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Run task: from the form to the answer. */
class RunTaskTest extends PageCase {

    @Test
    @DisplayName(
            "From the front page to the first answer by clicks alone, through a form with nested objects and an array")
    void firstAnswer() {
        browser.open(playground.address());
        browser.see("button.room");
        picture("rooms");
        browser.click("button.room");
        browser.waitFor("h1", "Runners");
        browser.seeText("Checks an order and prices it");
        picture("runners");
        browser.click("a[aria-label='Run task: Place an order']");
        browser.see("main[data-ready]");
        fillOrder();
        browser.press("Run");
        browser.waitFor(".done h2", "Done");
        browser.waitFor("[data-result]", "total: 4200");
        assertThat(browser.see("[data-result]").getText()).contains("accepted: true");
        picture("answer");
        browser.press("As text");
        assertThat(browser.see(".output pre").getText())
                .contains("\"sku\": \"CD-3\"", "\"count\": 7")
                .doesNotContain("speed", "payment"); // optional, and not given
    }

    private void fillOrder() {
        browser.fill(argument("customer", "name"), "Ada");
        browser.fill(argument("customer", "email"), "ada@example.org");
        browser.fill(argument("items", "0", "sku"), "AB-12");
        browser.press("Add Item");
        browser.fill(argument("items", "1", "sku"), "CD-3");
        browser.fill(argument("items", "1", "count"), "7");
    }

    @Test
    @DisplayName("Constraints are checked as one types, and nothing is sent that does not match")
    void asOneTypes() {
        openForm("order");
        assertThat(browser.see("main").getText()).doesNotContain("must be at least");
        browser.fill(argument("customer", "name"), "A");
        browser.seeText("Value must be at least 2 characters long");
        browser.fill(argument("customer", "name"), "Ada");
        browser.waitFor("main", "Who orders");
        browser.waitUntilGone("[name='arguments[customer][name]'][aria-invalid]");
        browser.press("Run");
        browser.waitFor(".failed h2", "Does not match");
        browser.seeText("Value must match the pattern");
    }

    @Test
    @DisplayName("What only the room finds wrong is marked at its field too")
    void violationsOfTheRoom() {
        openForm("strict");
        browser.click("[id='arguments[n][value]-opt-in'], [name='arguments[n][value]']");
        browser.fill(argument("n", "value"), "tomorrow");
        browser.press("Run");
        browser.waitFor(".failed h2", "Does not match");
        picture("violations");
        assertThat(browser.see("[data-schemapath='arguments.n.value'] .from-room")
                        .getText())
                .contains("/n/value");
        assertThat(browser.see(".failed").getText()).contains("marked at its field");
        browser.fill(argument("n", "value"), "2026-01-31T12:00:00Z");
        browser.press("Run");
        browser.waitFor("[data-result]", "fine");
        assertThat(browser.has(".from-room")).isFalse();
    }

    @Test
    @DisplayName("Progress shows as it comes; Cancel ends the work at the runner")
    void progressAndCancel() throws Exception {
        openForm("report");
        browser.press("Run");
        browser.waitFor(".progress-text", "chapter 1");
        playground.steps.release(2);
        browser.waitFor(".progress-text", "chapter 3");
        assertThat(browser.see("progress").getAttribute("value")).isEqualTo("0.3");
        assertThat(browser.see("main").getText()).contains("chapter 2");
        picture("progress");
        browser.press("Cancel");
        browser.waitFor(".failed h2", "Cancelled");
        assertThat(playground.cancelled.await(60, TimeUnit.SECONDS)).isTrue();
        browser.waitFor(".history", "cancelled");
    }

    @Test
    @DisplayName("The address opens the same form filled in, without a token in it")
    void link() {
        openForm("order");
        browser.fill(argument("customer", "name"), "Grace & <Co> ?#");
        browser.click(By.cssSelector("[id='arguments[speed]-opt-in']"));
        browser.waitFor("main", "Customer");
        Browser.until("the address holds the form", () -> browser.address().contains("speed"));
        String address = browser.address();
        assertThat(address).contains("Grace").doesNotContain("eyJ");
        browser.open("about:blank");
        browser.open(address);
        browser.see("main[data-ready]");
        assertThat(browser.see(argument("customer", "name")).getAttribute("value"))
                .isEqualTo("Grace & <Co> ?#");
        assertThat(browser.see(argument("speed")).isEnabled()).isTrue();
    }

    @Test
    @DisplayName("Raw JSON and the form are two views of the same value, and bad JSON is said to be such")
    void rawJson() {
        openForm("order");
        browser.press("Raw JSON");
        browser.fill(By.cssSelector(".raw textarea"), "{\"customer\": ");
        browser.waitFor(".raw .problem", "This is no JSON");
        browser.fill(
                By.cssSelector(".raw textarea"),
                "{\"customer\":{\"name\":\"Ada\",\"email\":\"a@b.cd\"},\"items\":[{\"sku\":\"AB-1\",\"count\":2}],"
                        + "\"payment\":{\"kind\":\"invoice\",\"vat\":\"X1\"}}");
        browser.press("Form");
        assertThat(browser.see(argument("items", "0", "count")).getAttribute("value"))
                .isEqualTo("2");
        assertThat(browser.see(argument("payment", "vat")).getAttribute("value"))
                .isEqualTo("X1");
        browser.press("Run");
        browser.waitFor("[data-result]", "total: 4200");
    }

    @Test
    @DisplayName("A tool is called from a form like a runner's")
    void tool() {
        open("runners");
        browser.press("price_of");
        browser.see("main[data-ready]");
        browser.fill(argument("count"), "3");
        browser.press("Run");
        browser.waitFor("[data-result]", "cents: 750");
    }

    @Test
    @DisplayName("A map takes names of one's own, and a schema that holds itself does not go on for ever")
    void map() {
        playground.serveMap();
        openForm("map");
        browser.click("[data-schemapath='arguments.prices'] .json-editor-btntype-properties");
        browser.fill(By.cssSelector("[data-schemapath='arguments.prices'] .property-selector-input"), "apple");
        browser.click("[data-schemapath='arguments.prices'] .json-editor-btntype-add");
        browser.click("[id='arguments[prices][apple]-opt-in']");
        browser.fill(argument("prices", "apple"), "25");
        browser.press("Run");
        browser.waitFor("[data-result]", "apple: 25");
    }

    @Test
    @DisplayName("By keyboard alone: fill in, run with Enter, and see")
    void keyboard() {
        openForm("report");
        browser.see(By.cssSelector("[id='arguments[topic]-opt-in']")).sendKeys(Keys.SPACE);
        browser.type(Keys.TAB);
        browser.type("birds", Keys.ENTER);
        browser.waitFor(".progress-text", "chapter 1");
        playground.steps.release(100);
        browser.waitFor("[data-result]", "The report");
    }
}
