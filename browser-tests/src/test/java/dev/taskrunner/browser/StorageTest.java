package dev.taskrunner.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room's files: browsing, uploading, downloading. */
class StorageTest extends PageCase {
    private static final String CATCH_SAVED = "window.saved = null; URL.createObjectURL = blob => {"
            + " blob.arrayBuffer().then(all => crypto.subtle.digest('SHA-256', all)).then(sum =>"
            + " window.saved = blob.size + ':' + [...new Uint8Array(sum)].map(b => b.toString(16).padStart(2, '0')).join(''));"
            + " return 'blob:none'; }; HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };";

    private void put(String path, String text) {
        playground.room.storage().writeBytes(path, text.getBytes(UTF_8));
    }

    private void openFiles(String folder) {
        open("storage" + folder);
        browser.waitFor("h1", "Storage");
    }

    private void upload(Path... files) {
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            all.append(all.isEmpty() ? "" : "\n").append(file);
        }
        browser.see(Browser.field("Files")).sendKeys(all);
        browser.press("Upload");
    }

    @Test
    @DisplayName("Folders come first, lead into themselves and back, and changes are seen without a reload")
    void browses() {
        put("zoo/animals/lion & tiger #1%41.txt", "roar");
        put("notes.md", "# notes");
        openFiles("");
        browser.waitFor("tbody tr:first-child", "zoo/");
        browser.waitFor("tbody tr:nth-child(2)", "notes.md");
        put("later.csv", "a,b");
        browser.waitFor("tbody", "later.csv");
        picture("storage");
        browser.press("zoo/");
        browser.press("animals/");
        browser.waitFor("tbody", "lion & tiger #1%41.txt");
        browser.press("zoo");
        browser.waitFor("tbody", "animals/");
        playground.room.storage().deleteAll("zoo/animals");
        browser.waitFor("tbody", "Nothing is here.");
    }

    @Test
    @DisplayName("Several files are uploaded into the folder that is looked at, to the byte, also empty ones")
    void uploads(@TempDir Path folder) throws IOException {
        put("in/there.txt", "x");
        byte[] large = random(2_500_000);
        Path first = Files.write(folder.resolve("größe & co.bin"), large);
        Path second = Files.write(folder.resolve("empty.txt"), new byte[0]);
        openFiles("/in");
        browser.waitFor("tbody", "there.txt");
        upload(first, second);
        browser.waitFor("#toast", "Uploaded.");
        browser.waitFor("tbody", "größe & co.bin");
        assertThat(playground.room.storage().readBytes("in/größe & co.bin")).isEqualTo(large);
        assertThat(playground.room.storage().readBytes("in/empty.txt")).isEmpty();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Test
    @DisplayName("A file of the same name is replaced")
    void replaces(@TempDir Path folder) throws IOException {
        put("a.txt", "old and longer");
        openFiles("");
        upload(Files.writeString(folder.resolve("a.txt"), "new"));
        browser.waitFor("#toast", "Uploaded.");
        assertThat(new String(playground.room.storage().readBytes("a.txt"), UTF_8))
                .isEqualTo("new");
    }

    @Test
    @DisplayName("An upload that the room refuses says why and leaves nothing behind")
    void refused(@TempDir Path folder) throws IOException {
        put("taken/inside.txt", "x");
        openFiles("");
        upload(Files.writeString(folder.resolve("taken"), "a file where a folder is"));
        browser.waitFor("[role='alert']", "taken was not uploaded: ");
        assertThat(browser.see("#main").getText()).doesNotContain("Uploaded.");
        assertThat(playground.room.storage().exists("taken/inside.txt")).isTrue();
    }

    @Test
    @DisplayName("Download saves the file's bytes under its name, also when it is larger than a message may be")
    void downloads() throws Exception {
        byte[] large = random(34_000_000);
        playground.room.storage().writeBytes("sub/large.bin", large);
        openFiles("/sub");
        browser.script(CATCH_SAVED);
        browser.press("Download");
        Browser.until("it was saved", () -> browser.script("return window.saved") != null);
        String sum = java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(large));
        assertThat(browser.script("return window.saved")).isEqualTo(large.length + ":" + sum);
        assertThat(browser.script("return window.savedAs")).isEqualTo("large.bin");
    }

    @Test
    @DisplayName("An empty file is downloaded too; one that is gone is said to be gone")
    void downloadsEmptyAndGone() {
        put("empty.txt", "");
        openFiles("");
        browser.script(CATCH_SAVED);
        browser.press("Download");
        Browser.until("it was saved", () -> browser.script("return window.saved") != null);
        assertThat(String.valueOf(browser.script("return window.saved"))).startsWith("0:");
        browser.script("window.roomGone = document.querySelector('tbody button')");
        playground.room.storage().delete("empty.txt");
        browser.waitFor("tbody", "Nothing is here.");
        browser.script("window.roomGone.dispatchEvent(new Event('click'))");
        browser.waitFor("#toast", "empty.txt");
    }

    @Test
    @DisplayName("Delete asks first, and deletes when told to")
    void deletes() {
        put("a.txt", "x");
        openFiles("");
        browser.script("window.confirm = () => false");
        browser.press("Delete");
        assertThat(playground.room.storage().exists("a.txt")).isTrue();
        browser.script("window.confirm = text => text.includes('a.txt')");
        browser.press("Delete");
        browser.waitFor("tbody", "Nothing is here.");
        assertThat(playground.room.storage().exists("a.txt")).isFalse();
    }

    @Test
    @DisplayName("axe finds nothing serious in a view of files, nor do long names stick out of a phone")
    void accessible() throws IOException {
        put("l".repeat(110) + ".txt", "x");
        browser.phone(390, 844);
        try {
            openFiles("");
            browser.waitFor("tbody", ".txt");
            assertThat(browser.barriers()).isEmpty();
            assertThat(browser.script("return document.documentElement.scrollWidth"))
                    .isEqualTo(390L);
        } finally {
            browser.unphone();
        }
    }
}
