package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.server.RoomServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A browser for the class, a room for each test. After each test the page must have nothing to complain about. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageCase {
    /** Where the pictures go; with {@code -Dtour=../docs/tour} they become those of the documentation. */
    private static final Path PICTURES = Path.of(System.getProperty("tour", "target/tour"));

    Browser browser;
    Playground playground;

    @org.junit.jupiter.api.BeforeAll
    void startBrowser() throws IOException {
        browser = Browser.start();
    }

    @org.junit.jupiter.api.AfterAll
    void stopBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void startRoom() {
        playground = new Playground(options());
    }

    @AfterEach
    void stopRoom() {
        try {
            assertThat(browser.complaints()).as("complaints of the page").isEmpty();
        } finally {
            playground.close();
            browser.open("about:blank");
        }
    }

    boolean localAccess() {
        return true;
    }

    /** How the server is started. */
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder().localAccess(localAccess());
    }

    /** Joins with this token instead of one for the asking, and opens a view. */
    void openWith(String token, String view) {
        browser.open(playground.address());
        browser.script("sessionStorage.setItem('token:' + arguments[0], arguments[1])", Playground.ROOM, token);
        open(view);
    }

    /** Opens a view of the room; the page lets this machine in. */
    void open(String view) {
        browser.open("about:blank");
        browser.open(playground.address() + "#/" + Playground.ROOM + "/" + view);
    }

    /** Opens the form of a runner and waits until it can be filled in. */
    void openForm(String agent) {
        open("run/agent/" + agent);
        browser.see("main[data-ready]");
    }

    void picture(String name) {
        try {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), browser.picture());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
