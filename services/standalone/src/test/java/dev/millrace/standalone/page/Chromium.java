package dev.millrace.standalone.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A browser that is installed on this machine, without a window. For one thread.
final class Chromium implements AutoCloseable {
    /// Names another browser.
    static final String VARIABLE = "MILLRACE_CHROMIUM";

    private static final List<String> PLACES = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome-stable",
            "/usr/bin/google-chrome");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run")));
    }

    /// Starts it. Where there is none the test is skipped, and says so.
    static Chromium open() {
        Optional<Path> found = Stream.concat(Stream.ofNullable(System.getenv(VARIABLE)), PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(
                found.isPresent(),
                "no browser: install Chromium (apt-get install chromium), or name one with " + VARIABLE);
        return new Chromium(found.orElseThrow());
    }

    /// A window as wide as a desk's.
    Screen wide(ColorScheme theme) {
        return screen(new Browser.NewContextOptions().setViewportSize(1440, 900).setColorScheme(theme));
    }

    /// A phone held upright.
    Screen phone(ColorScheme theme) {
        return screen(new Browser.NewContextOptions()
                .setViewportSize(390, 844)
                .setDeviceScaleFactor(2)
                .setHasTouch(true)
                .setIsMobile(true)
                .setColorScheme(theme));
    }

    private Screen screen(Browser.NewContextOptions options) {
        return new Screen(browser.newContext(options).newPage());
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
