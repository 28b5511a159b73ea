package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A server that gives no tokens for the asking. */
class TokenTest extends PageCase {

    @Override
    boolean localAccess() {
        return false;
    }

    @Test
    @DisplayName(
            "Without local access the page asks for a token, says what is wrong with a bad one, and shows it nowhere")
    void token() {
        browser.open(playground.address());
        browser.seeText("needs a participant token");
        browser.fill("Participant token", "nonsense");
        browser.press("Join");
        browser.seeText("That is no participant token");
        String token = playground.token("visitor");
        browser.fill("Participant token", token);
        browser.press("Join");
        browser.seeText("Place an order");
        assertThat(browser.see("#top").getText()).contains("visitor", "demo");
        assertThat(browser.address()).doesNotContain(token).doesNotContain("eyJ");
        assertThat(browser.script("return document.documentElement.outerHTML.includes(arguments[0])", token))
                .isEqualTo(false);
        assertThat(browser.script(
                        "return performance.getEntriesByType('resource').some(one => one.name.includes('eyJ'))"))
                .isEqualTo(false);
        browser.reload();
        browser.seeText("Place an order");
        browser.press("Leave");
        browser.seeText("needs a participant token");
    }
}
