package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.Rectangle;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * A headless Chromium with a profile of its own, driven as a person would: by what is to be seen. Waits for what it looks for, at
 * most a minute. Not for several threads.
 */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50); // each look costs the browser work
    private static final Duration STILL = Duration.ofMillis(300);
    private static final List<Path> BROWSERS =
            paths("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final List<Path> DRIVERS =
            paths("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver", "/usr/local/bin/chromedriver");

    private final Path profile;
    private final ChromeDriver driver;

    private Browser(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    private static List<Path> paths(String... names) {
        return Stream.of(names).map(Path::of).toList();
    }

    /** Starts one; a test without any on its machine is skipped, and says so. */
    static Browser start() throws IOException {
        Path browser = first(BROWSERS);
        Path chromedriver = first(DRIVERS);
        if (browser == null || chromedriver == null) {
            String text =
                    "NOT TESTED: the page, in a browser. There is no Chromium with its driver here; on Debian they are the"
                            + " packages chromium and chromium-driver.";
            System.err.println(text);
            return abort(text);
        }
        Path profile = Files.createTempDirectory("taskrunner-browser");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options(browser, profile));
        // The driver's own patience covers pages that draw themselves anew while a test looks at them.
        driver.manage().timeouts().implicitlyWait(Duration.ZERO);
        return new Browser(profile, driver);
    }

    private static ChromeOptions options(Path browser, Path profile) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--lang=en",
                "--window-size=1180,900",
                "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        return options;
    }

    private static @Nullable Path first(List<Path> candidates) {
        return candidates.stream().filter(Files::isExecutable).findFirst().orElse(null);
    }

    void open(String address) {
        driver.get(address);
    }

    String address() {
        return String.valueOf(driver.getCurrentUrl());
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** The element, as soon as it is shown. */
    WebElement see(By by) {
        return await(
                "no " + by + " is to be seen",
                () -> driver.findElements(by).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    WebElement see(String css) {
        return see(By.cssSelector(css));
    }

    /** The element that holds this text itself, whatever its kind. */
    WebElement seeText(String text) {
        return see(By.xpath("//*[not(self::script)][text()[contains(., \"" + text + "\")]]"));
    }

    boolean has(String css) {
        return !driver.findElements(By.cssSelector(css)).isEmpty();
    }

    int count(String css) {
        return driver.findElements(By.cssSelector(css)).size();
    }

    /** Waits until the shown text of an element contains something. */
    void waitFor(String css, String text) {
        await(
                "'" + text + "' does not appear in " + css,
                () -> driver.findElements(By.cssSelector(css)).stream()
                        .filter(element -> element.getText().contains(text))
                        .findFirst()
                        .orElse(null));
    }

    void waitUntilGone(String css) {
        await(css + " does not go", () -> has(css) ? null : Boolean.TRUE);
    }

    void click(By by) {
        await("cannot click " + by, () -> {
            WebElement element = see(by);
            settle(element);
            element.click();
            return Boolean.TRUE;
        });
    }

    /** Waits until an element stays where it is: messages that come and go above it move it, also from under the mouse. */
    private static void settle(WebElement element) {
        Rectangle place = element.getRect();
        long since = System.nanoTime();
        while (System.nanoTime() - since < STILL.toNanos()) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            Rectangle now = element.getRect();
            if (!now.equals(place)) {
                place = now;
                since = System.nanoTime();
            }
        }
    }

    void click(String css) {
        click(By.cssSelector(css));
    }

    /** Clicks a button or a link by what stands on it. */
    void press(String label) {
        click(By.xpath("//*[self::button or self::a or self::summary][normalize-space(.)=\"" + label + "\"]"));
    }

    /** Puts a text into the field that a label names. */
    void fill(String label, CharSequence text) {
        fill(field(label), text);
    }

    void fill(By by, CharSequence text) {
        await("cannot fill " + by, () -> {
            WebElement input = see(by);
            input.clear();
            input.sendKeys(text);
            return Boolean.TRUE;
        });
    }

    /** Types at where the keyboard is. */
    void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    static By field(String label) {
        return By.xpath("//*[@id=//label[normalize-space(.)=\"" + label + "\"]/@for]");
    }

    /** The form field of one argument, by its path. */
    static By argument(String... path) {
        return By.cssSelector("[name='arguments[" + String.join("][", path) + "]']");
    }

    @Nullable
    Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    void phone(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", true));
    }

    void unphone() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    void dark(boolean on) {
        Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", on ? "dark" : "light");
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** A picture of what is to be seen. */
    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** What the page did wrong: errors, and whatever the policy kept from happening. Each is told once. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** What axe finds serious or critical, each with where. */
    @SuppressWarnings("unchecked")
    List<String> barriers() throws IOException {
        try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
            assertThat(in).as("axe.min.js").isNotNull();
            driver.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        Object found = driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + "axe.run(document, {resultTypes: ['violations']}).then(result => done(result.violations"
                + ".filter(one => ['serious', 'critical'].includes(one.impact))"
                + ".map(one => one.id + ': ' + one.help + ' ' + one.nodes.slice(0, 5).map(node => node.html).join(' | '))),"
                + " error => done(['axe failed: ' + error]))");
        return (List<String>) found;
    }

    /** Waits until something is so. */
    static void until(String what, BooleanSupplier condition) {
        await("it never came to this: " + what, () -> condition.getAsBoolean() ? Boolean.TRUE : null);
    }

    /** What is looked for, again and again until it is there. */
    private static <T> T await(String failure, Supplier<@Nullable T> look) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        RuntimeException last = null;
        while (System.nanoTime() < end) {
            try {
                T found = look.get();
                if (found != null) {
                    return found;
                }
            } catch (StaleElementReferenceException
                    | NoSuchElementException
                    | org.openqa.selenium.ElementNotInteractableException e) {
                last = e; // drawn anew, or covered for a moment
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        throw new AssertionError(failure, last);
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
