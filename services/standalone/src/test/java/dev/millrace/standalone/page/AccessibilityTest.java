package dev.millrace.standalone.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.options.ColorScheme;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.testkit.OwnBrokerExtension;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// axe finds no serious fault on any view, in either theme.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OwnBrokerExtension.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class AccessibilityTest {
    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    private final EmbeddedBroker broker;
    private Chromium browser;
    private Site site;
    private String run;

    AccessibilityTest(EmbeddedBroker broker) {
        this.broker = broker;
    }

    @BeforeAll
    void start() {
        browser = Chromium.open();
        site = new Site(Connection.to(broker.bootstrapServers()));
        run = site.submit("""
                name: accessible
                dataset: digits
                model: {layers: [{dense: 16, activation: relu}, {dense: 10, activation: softmax}]}
                compile: {optimizer: adam, loss: categorical_crossentropy, metrics: [accuracy]}
                fit: {batch_size: 100, epochs: 1, validation_split: 0.1, seed: 1}
                """);
        try (Screen screen = browser.wide(ColorScheme.LIGHT)) {
            screen.open(site.address(), "run/" + run + "/classes").until(".card[aria-label='By class']", ".*F1.*");
        }
    }

    @AfterAll
    void end() {
        if (site != null) {
            site.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void shouldHaveNoSeriousFault(ColorScheme theme) {
        List<String> views = List.of(
                "runs?sel=" + run,
                "run/" + run,
                "run/" + run + "/classes",
                "run/" + run + "/pipeline",
                "run/" + run + "/checkpoints",
                "run/" + run + "/settings",
                "run/" + run + "/events",
                "compare?runs=" + run,
                "new");
        try (Screen screen = browser.wide(theme)) {
            for (String view : views) {
                screen.open(site.address(), view).page().waitForTimeout(700);
                assertThat(faults(screen)).as(view).isEmpty();
            }
            screen.page().keyboard().press("Escape");
            screen.open(site.address(), "runs").page().keyboard().press("?");
            assertThat(screen.text("dialog")).contains("the run below");
            assertThat(faults(screen)).as("help").isEmpty();
            screen.assertQuiet();
        }
    }

    private static List<String> faults(Screen screen) {
        return new AxeBuilder(screen.page())
                .analyze().getViolations().stream()
                        .filter(rule -> SERIOUS.contains(rule.getImpact()))
                        .map(AccessibilityTest::said)
                        .toList();
    }

    private static String said(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }
}
