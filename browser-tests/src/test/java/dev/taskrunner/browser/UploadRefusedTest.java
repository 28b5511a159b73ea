package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ApiScope;
import dev.taskrunner.server.RoomQuota;
import dev.taskrunner.server.RoomServerOptions;
import dev.taskrunner.testing.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that end before their end: the page says why, nothing is left behind, and the next one works. */
class UploadRefusedTest extends PageCase {
    private static final int MESSAGE = 1_000_000;
    /** An archive of it has three blocks of 512 bytes more, and is the largest that a message takes. */
    private static final int JUST_WITHOUT_ARGUMENTS = (MESSAGE / 512 - 3) * 512;

    private static final int STORAGE = 3_000_000;

    @TempDir
    Path folder;

    @Override
    RoomServerOptions.Builder options() {
        return super.options()
                .maxMessageBytes(MESSAGE)
                .quota(RoomQuota.defaults().withStorage(STORAGE, 100));
    }

    private Path file(String name, int size) {
        try {
            return Files.write(folder.resolve(name), new byte[size]);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void upload(Path... files) {
        String all =
                String.join("\n", List.of(files).stream().map(Path::toString).toList());
        browser.see(Browser.field("Files")).clear();
        browser.see(Browser.field("Files")).sendKeys(all);
        browser.press("Upload");
    }

    private void uploadsAgain() {
        upload(file("later.txt", 5));
        browser.waitFor("#toast", "Uploaded.");
        browser.waitFor("tbody", "later.txt");
        assertThat(browser.has("[role='alert']:not(:empty)")).isFalse();
        assertThat(playground.room.storage().exists("later.txt")).isTrue();
    }

    @Test
    @DisplayName("A limit that is reached in the midst of a file ends it there; what came before is kept, and said")
    void limit() {
        open("storage");
        upload(file("first.txt", 10), file("large.bin", 8_000_000), file("last.txt", 10));
        browser.waitFor("[role='alert']", "large.bin was not uploaded: ");
        assertThat(browser.see("[role='alert']").getText()).contains(" bytes", "Uploaded before it: first.txt.");
        browser.waitFor("tbody", "first.txt");
        assertThat(playground.room.storage().exists("large.bin")).isFalse();
        assertThat(playground.room.storage().exists("last.txt")).isFalse();
        assertThat(browser.has("progress:not([hidden])")).isFalse();
        picture("refused");
        uploadsAgain();
    }

    @Test
    @DisplayName("A token that may not write is told so, and the page goes on")
    void noRight() {
        playground.room.storage().writeBytes("there.txt", new byte[3]);
        ApiScope reading = ApiScope.agentDefault().toBuilder()
                .allow("storage", Map.of("paths", List.of(Map.of("path", "", "read_only", true))))
                .build();
        openWith(playground.token("reader", reading), "storage");
        browser.waitFor("tbody", "there.txt");
        upload(file("mine.txt", 10));
        browser.waitFor("[role='alert']", "mine.txt was not uploaded: ");
        assertThat(playground.room.storage().exists("mine.txt")).isFalse();
        browser.see("button.main:enabled");
    }

    @Test
    @DisplayName("A connection that is lost in the midst of a file is said to be lost; the page comes back by itself")
    void lost() {
        try (TcpProxy proxy = TcpProxy.to(playground.server.httpUri())) {
            browser.open("http://127.0.0.1:" + proxy.port() + "/#/" + Playground.ROOM + "/storage");
            browser.waitFor("tbody", "Nothing is here.");
            proxy.throttle(300_000);
            upload(file("slow.bin", 2_500_000));
            Browser.until("some of it is over", () -> browser.has("progress[value]:not([hidden])"));
            proxy.throttle(0);
            proxy.cut();
            browser.waitFor("[role='alert']", "slow.bin was not uploaded: The connection to the room was lost.");
            browser.see("#status.connected");
            assertThat(playground.room.storage().exists("slow.bin")).isFalse();
            uploadsAgain();
            forgive("WebSocket");
        }
    }

    /** What the browser itself says about a connection that a test cut is no fault of the page's. */
    private void forgive(String about) {
        assertThat(browser.complaints()).allMatch(one -> one.contains(about) || one.contains("ERR_"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2 * MESSAGE, JUST_WITHOUT_ARGUMENTS})
    @DisplayName(
            "Files that with the arguments are more than the room takes are refused before they cut the connection")
    void attachments(int size) {
        openForm("order");
        browser.press("Raw JSON");
        browser.fill(
                org.openqa.selenium.By.cssSelector(".raw textarea"),
                "{\"customer\":{\"name\":\"Ada\",\"email\":\"a@b.cd\"},\"items\":[{\"sku\":\"AB-1\",\"count\":2}]}");
        browser.press("Options");
        browser.see(Browser.field("Files to attach"))
                .sendKeys(file("large.bin", size).toString());
        browser.press("Run");
        browser.waitFor(".failed", "The files have, with the arguments, ");
        browser.waitFor(".failed", "this room takes 1.0 MB in one message");
        browser.waitFor(".history", "too_large");
        browser.see("#status.connected");
        browser.see(Browser.field("Files to attach")).clear();
        browser.press("Run");
        browser.waitFor("[data-result]", "total: 4200");
    }
}
