package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody does who has never seen this: starts the demo, opens the address that it prints, runs a task. */
class NewUserTest {
    /** An upper bound for a machine that does much else; a person should not wait a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Path JAR =
            Path.of(System.getProperty("taskrunner.jar", "../taskrunner-cli/target/taskrunner.jar"));

    @TempDir
    Path home;

    private Browser browser;
    private Process demo;

    @BeforeEach
    void start() throws IOException {
        browser = Browser.start();
        if (!Files.isRegularFile(JAR)) {
            String text = "NOT TESTED: the demo's page as a new user sees it. " + JAR + " is made by ./mvnw package.";
            System.err.println(text);
            abort(text);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder command = new ProcessBuilder(java, "-jar", JAR.toString(), "demo");
        command.environment().keySet().removeIf(name -> name.startsWith("MESHAGENT_") || name.startsWith("OPENAI_"));
        command.environment().put("XDG_STATE_HOME", home.toString());
        demo = command.redirectError(home.resolve("err").toFile()).start();
    }

    @AfterEach
    void stop() throws Exception {
        try {
            if (browser != null) { // none where there is no Chromium, which is to stay a skip
                browser.close();
            }
        } finally {
            if (demo != null) {
                demo.destroy();
                assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** The address of the page, as the demo prints it. */
    private String address() throws IOException {
        BufferedReader lines = demo.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.startsWith("  http://")) {
            line = lines.readLine();
        }
        assertThat(line).as(Files.readString(home.resolve("err"))).isNotNull();
        return line.strip();
    }

    @Test
    @DisplayName("From the packaged demo to an answer of a runner and one of the chatbot, by clicks alone")
    void firstAnswer() throws Exception {
        browser.open(assertTimeoutPreemptively(PATIENCE, this::address));
        browser.click("button.room");
        browser.click("a[href$='/run/agent/add']");
        browser.see("main[data-ready]");
        browser.fill(Browser.argument("a"), "19");
        browser.fill(Browser.argument("b"), "23");
        browser.press("Run");
        browser.waitFor("[data-result]", "sum: 42");
        chats();
        assertThat(browser.complaints()).isEmpty();
    }

    private void chats() {
        browser.press("Chat");
        browser.waitFor("select", "chatbot");
        browser.fill("Your words", "What do 19 apples at 25 cents each cost?");
        browser.press("Send");
        browser.waitFor(".theirs .words", "475");
        browser.waitFor(".calls .done", "cashier");
        browser.press("Watch");
        browser.waitFor(".timeline", "cashier");
    }
}
