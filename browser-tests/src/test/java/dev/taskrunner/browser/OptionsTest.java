package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Participant;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run task's options: files, on behalf of, the time limit. */
class OptionsTest extends PageCase {

    /** A runner that tells what it was given. */
    @BeforeEach
    void serveMirror() {
        TaskSpec spec = TaskSpec.builder("mirror")
                .inputSchema("{\"type\":\"object\",\"properties\":{}}")
                .build();
        playground.room.serve(TaskRunner.of(
                spec,
                (context, input) -> TaskResult.of(Map.of(
                        "caller", context.caller().name(),
                        "for", context.onBehalfOf().map(Participant::name).orElse("nobody"),
                        "seconds",
                                context.remaining()
                                        .map(left -> left.toSeconds() + 1)
                                        .orElse(-1L),
                        "files", files(context)))));
    }

    private static String files(TaskContext context) {
        return context.attachment()
                .map(one -> StandardCharsets.ISO_8859_1
                        .decode(ByteBuffer.wrap(one.toByteArray()))
                        .toString()
                        .replace('\0', ' '))
                .orElse("none");
    }

    private void openOptions(String agent) {
        openForm(agent);
        browser.press("Options");
    }

    @Test
    @DisplayName("Files are attached as one archive with their names and contents")
    void attaches(@TempDir Path folder) throws IOException {
        Path one = Files.writeString(folder.resolve("one.txt"), "the first file");
        Path two = Files.writeString(folder.resolve("two.txt"), "the second file");
        openOptions("mirror");
        browser.see(Browser.field("Files to attach")).sendKeys(one + "\n" + two);
        browser.press("Run");
        browser.waitFor("[data-result]", "caller: guest-");
        assertThat(browser.see("[data-result]").getText())
                .contains("one.txt", "the first file", "two.txt", "the second file", "ustar")
                .contains("for: nobody");
    }

    @Test
    @DisplayName("A file whose name does not fit into an archive is refused before anything is sent")
    void nameTooLong(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("n".repeat(120)), "x");
        openOptions("mirror");
        browser.see(Browser.field("Files to attach")).sendKeys(file.toString());
        browser.press("Run");
        browser.waitFor(".failed", "too long for an archive");
        browser.see("button.main:enabled");
    }

    @Test
    @DisplayName("On behalf of: the runner is told for whom, and the address keeps the choice")
    void onBehalfOf() {
        try (Room ada = playground.join("ada")) {
            ada.messaging().enable();
            openOptions("mirror");
            browser.waitFor("select", "ada");
            browser.see(Browser.field("On behalf of")).sendKeys("ada");
            Browser.until("the address has it", () -> browser.address().contains("behalf=ada"));
            browser.press("Run");
            browser.waitFor("[data-result]", "for: ada");
            String address = browser.address();
            browser.open("about:blank");
            browser.open(address);
            browser.see("main[data-ready]");
            browser.waitFor("select option:checked", "ada");
        }
    }

    @Test
    @DisplayName("Whoever was chosen and has left is not silently nobody: nothing is sent")
    void behalfOfWhoLeft() {
        try (Room ada = playground.join("ada")) {
            ada.messaging().enable();
            openOptions("mirror");
            browser.waitFor("select", "ada");
            browser.see(Browser.field("On behalf of")).sendKeys("ada");
            Browser.until("the address has it", () -> browser.address().contains("behalf=ada"));
        }
        browser.waitFor("select option:checked", "has left");
        browser.press("Run");
        browser.waitFor(".failed", "ada");
        assertThat(browser.has("[data-result]")).isFalse();
    }

    @Test
    @DisplayName("The time limit ends the work at the runner, and the page says that the time is over")
    void timeLimit() throws InterruptedException {
        openOptions("report");
        browser.fill("Time limit in seconds", "1");
        browser.press("Run");
        browser.waitFor(".failed h2", "Failed");
        browser.waitFor(".failed code", "timed_out");
        assertThat(playground.cancelled.await(60, TimeUnit.SECONDS)).isTrue();
        browser.waitFor(".history", "timed_out");
        browser.see("button.main:enabled");
    }

    @Test
    @DisplayName("The runner is told how long it has")
    void remaining() {
        openOptions("mirror");
        browser.fill("Time limit in seconds", "3000");
        browser.press("Run");
        browser.waitFor("[data-result]", "seconds: ");
        assertThat(browser.see("[data-result]").getText())
                .containsPattern("seconds: (29[0-9][0-9]|3000)\\b")
                .contains("files: none");
    }
}
