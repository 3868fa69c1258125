package dev.millrace.standalone.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.millrace.testkit.Await;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One window of the browser with the page in it, and what its console complained of.
final class Screen implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Path PICTURES = Path.of("target", "screenshots");

    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    Screen(Page page) {
        this.page = page;
        page.setDefaultTimeout((double) DEADLINE.toMillis());
        page.onConsoleMessage(this::hear);
        page.onPageError(complaints::add);
    }

    private void hear(ConsoleMessage message) {
        // Chromium itself reports answers that are refusals; the page shows them.
        if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
            complaints.add(message.text());
        }
    }

    Page page() {
        return page;
    }

    /// Goes to a view: `runs`, `run/ID/classes`.
    Screen open(URI site, String view) {
        page.navigate(site + "#/" + view);
        page.waitForSelector("main > *");
        return this;
    }

    Locator find(String selector) {
        return page.locator(selector);
    }

    /// The text of the first element that there is.
    String text(String selector) {
        return page.locator(selector).first().innerText().strip();
    }

    /// Waits until `selector` says what `expected` matches.
    String until(String selector, String expected) {
        return Await.untilPresent(DEADLINE, selector + " says " + expected + ", " + page.url(), () -> {
            // Gives the browser's events to this thread, too.
            page.waitForTimeout(50);
            Locator found = page.locator(selector).first();
            return found.count() == 0
                    ? Optional.empty()
                    : Optional.of(found.textContent().strip()).filter(said -> said.matches("(?s)" + expected));
        });
    }

    /// The step that the status line says.
    long step() {
        return Long.parseLong(text(".status .fact b").replaceAll("\\D", ""));
    }

    /// Waits until training has passed `step`.
    long stepPast(long step) {
        return Await.untilPresent(DEADLINE, "a step after " + step, () -> {
            page.waitForTimeout(50);
            return Optional.of(step()).filter(now -> now > step);
        });
    }

    /// A picture of the window, kept with what was built, to be looked at.
    Screen shot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
        return this;
    }

    /// Neither the console nor a script complained.
    Screen assertQuiet() {
        assertThat(complaints).isEmpty();
        return this;
    }

    @Override
    public void close() {
        page.context().close();
    }
}
