package dev.millrace.standalone.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.testkit.OwnBrokerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a person does with the page, in a browser, while runs train.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OwnBrokerExtension.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PageTest {
    private static final String LONG = """
            name: %s
            dataset: digits
            model:
              layers:
                - {dense: %d, activation: relu}
                - {dense: 10, activation: softmax}
            compile: {optimizer: adam, loss: categorical_crossentropy, metrics: [accuracy]}
            fit: {batch_size: 100, epochs: %d, validation_split: 0.1, seed: 1}
            """;

    private final EmbeddedBroker broker;
    private Chromium browser;
    private Site site;
    private Screen screen;

    PageTest(EmbeddedBroker broker) {
        this.broker = broker;
    }

    @BeforeAll
    void start() {
        browser = Chromium.open();
        site = new Site(Connection.to(broker.bootstrapServers()));
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

    @BeforeEach
    void open() {
        screen = browser.wide(ColorScheme.LIGHT);
    }

    @AfterEach
    void close() {
        screen.assertQuiet().close();
    }

    @Test
    void shouldSubmitFromTheFormShowCurvesThatMoveAndStop() {
        screen.open(site.address(), "new");
        screen.find("#field-name").fill("from the form");
        screen.find("#field-fit-epochs").fill("400");
        screen.find("[aria-label='Layer 1: units']").fill("40");
        screen.find("[aria-label='Layer 2: kind']").selectOption("dropout");
        assertThat(screen.find("#run-file").inputValue())
                .contains(
                        "name: from the form", "- {dense: 40, activation: sigmoid}", "- {dropout: 0.5}", "epochs: 400");
        screen.until(".verdict", "Sound\\..*parameters.*");
        screen.shot("submit");
        screen.find("text=Start run").click();

        screen.until("h1", "from the form");
        screen.until(".status .state", "running.*");
        String early = screen.until("figure[aria-label=loss] .legend b", "[0-9].*");
        long step = screen.stepPast(0);
        screen.stepPast(step + 50);
        assertThat(screen.until("figure[aria-label=loss] .legend b", "(?!" + early + ")[0-9].*"))
                .isNotEqualTo(early);
        assertThat(screen.find("figure[aria-label='learning rate'] canvas").count())
                .isEqualTo(1);
        screen.shot("running");

        screen.page().keyboard().press("l");
        screen.page().keyboard().press("s");
        String seen = screen.page().url();
        assertThat(seen).contains("log=1", "s=0.6");
        screen.page().reload();
        screen.until(".status .state", "running.*");
        assertThat(screen.page().url()).isEqualTo(seen);
        assertThat(screen.find("text=Log >> input").isChecked()).isTrue();
        screen.until("figure[aria-label=loss] .legend b", "[0-9].*");

        screen.find("text=Stop…").click();
        screen.find("dialog button[type=submit]").click();
        screen.until(".status .state", "stopped.*");
        screen.until(".banners", "stopped.*by a command, after step \\d+.*");
        screen.shot("stopped");
    }

    @Test
    void shouldSayWhatIsWrongAtTheFieldAndTheLine() {
        screen.open(site.address(), "new");
        screen.until(".verdict", "Sound.*");
        screen.find("#run-file").fill("""
                dataset: digits
                model:
                  layers:
                    - {dense: 10, activation: softmx}
                compile: {optimizer: adan, loss: categorical_crossentropy}
                """);
        screen.until(".problems", ".*line [45].*");
        assertThat(screen.find("[aria-invalid=true]").count()).isPositive();
        assertThat(screen.find(".gutter .bad").count()).isPositive();
        screen.shot("refused");
        screen.find("text=Start run").click();
        screen.until(".verdict", ".*wrong.*");
        assertThat(screen.page().url()).endsWith("#/new");
    }

    @Test
    void shouldRecognizeADrawnDigitWhileTrainingGoesOn() {
        String run = site.submit(LONG.formatted("drawn", 100, 300));
        screen.open(site.address(), "run/" + run);
        screen.until(".status .state", "running.*");
        screen.stepPast(600);
        draw(screen, new double[][] {{0.3, 0.22}, {0.72, 0.22}, {0.45, 0.85}});
        screen.until(".bars .first b", "7");
        String first = screen.until(".said", "By the checkpoint of step [0-9,]+.*");
        screen.shot("drawn");
        screen.until(".said", "(?!" + Pattern.quote(first) + ")By the checkpoint of step.*");
        assertThat(screen.find(".bars polyline").count()).isEqualTo(10);
        assertThat(screen.text(".status .state")).startsWith("running");
        screen.shot("drawn-later");
        stop(screen);
    }

    @Test
    void shouldCompareTwoRunsByKeys(@TempDir Path folder) throws IOException {
        String one = site.submit(LONG.formatted("narrow", 16, 1));
        String other = site.submit(LONG.formatted("wider", 48, 1));
        for (String run : new String[] {one, other}) {
            screen.open(site.address(), "run/" + run);
            screen.until(".status .state", "completed.*");
        }
        screen.open(site.address(), "runs?q=narrow");
        screen.until("tbody", ".*narrow.*");
        screen.page().keyboard().press("j");
        screen.page().keyboard().press("x");
        screen.find("input[type=search]").fill("wider");
        screen.until("tbody", ".*wider.*");
        screen.page().keyboard().press("Escape");
        screen.page().keyboard().press("j");
        screen.page().keyboard().press("x");
        screen.shot("selected");
        screen.page().keyboard().press("c");
        screen.until(".compare tbody", ".*Dense 16 relu.*Dense 48 relu.*");
        assertThat(screen.text(".compare tbody")).doesNotContain("validation split");
        assertThat(screen.find(".plot canvas").count()).isEqualTo(1);
        screen.shot("compare");
        screen.find("text=Everything").click();
        screen.until(".compare tbody", ".*validation split.*");

        screen.open(site.address(), "run/" + other + "/classes");
        screen.until(".card[aria-label='By class']", ".*Precision.*");
        assertThat(screen.find(".worst canvas").count()).isPositive();
        screen.shot("classes");
        Download snapshot =
                screen.page().waitForDownload(() -> screen.find("text=Snapshot").click());
        Path file = folder.resolve("snapshot.html");
        snapshot.saveAs(file);
        assertThat(Files.readString(file)).contains("<svg", "wider", other).doesNotContain("<script src", "http");
    }

    @Test
    void shouldKeepWhatPeopleSayOfARunAndRaiseAlerts() {
        String run = site.submit(LONG.formatted("noted", 16, 1));
        screen.open(site.address(), "run/" + run + "/settings");
        screen.find("[aria-label^=Tags]").fill("baseline, <b>bold</b>");
        screen.find("textarea[aria-label=Note]").fill("<img src=x onerror=alert(1)>");
        screen.find("text=Add a rule").click();
        screen.find("[aria-label='Rule 1: limit']").fill("0.0001");
        screen.find("text=Save").click();
        screen.until(".about", ".*baseline.*<b>bold</b>.*");
        screen.until(".banners", ".*Alert.*above.*");
        assertThat(screen.find("main img").count()).isZero();
        screen.open(site.address(), "runs?q=noted");
        screen.until("tbody", ".*1 alert.*");
    }

    @Test
    void shouldComeBackByItselfAfterTheGatewayWasGone() {
        String run = site.submit(LONG.formatted("outlives the gateway", 32, 300));
        screen.open(site.address(), "run/" + run);
        screen.until(".status .state", "running.*");
        long before = screen.stepPast(0);
        site.stopGateway();
        screen.until("#connection", "Connection lost.*");
        screen.shot("lost");
        site.startGateway();
        screen.until("#connection", "Live");
        screen.stepPast(before + 100);
        assertThat(screen.text(".status .state")).startsWith("running");
        assertThat(screen.find("figure[aria-label=loss] canvas").count()).isEqualTo(1);
        stop(screen);
    }

    @Test
    void shouldWorkOnAPhone() {
        String run = site.submit(LONG.formatted("on a phone", 16, 1));
        try (Screen phone = browser.phone(ColorScheme.DARK)) {
            for (String view : new String[] {"runs", "run/" + run, "run/" + run + "/pipeline", "new"}) {
                phone.open(site.address(), view);
                phone.until(view.startsWith("run/") ? ".panel .card" : "main > *", ".*");
                assertThat(phone.page().evaluate("document.documentElement.scrollWidth - innerWidth"))
                        .as("width of %s", view)
                        .isEqualTo(0);
                phone.shot("phone-" + view.replaceAll("run/.*?(/|$)", "run-").replaceAll("\\W", ""));
            }
            phone.open(site.address(), "run/" + run + "/pipeline");
            assertThat(phone.until(".panel svg.pipeline", ".*data-loader.*trainer.*evaluator.*"))
                    .isNotEmpty();
            phone.assertQuiet();
        }
    }

    private static void stop(Screen screen) {
        screen.find("text=Stop…").click();
        screen.find("dialog button[type=submit]").click();
        screen.until(".status .state", "stopped.*");
    }

    private static void draw(Screen screen, double[][] stroke) {
        Page page = screen.page();
        Locator paper = screen.find("canvas.paper");
        paper.scrollIntoViewIfNeeded();
        BoundingBox box = paper.boundingBox();
        Mouse mouse = page.mouse();
        for (int i = 0; i < stroke.length; i++) {
            mouse.move(
                    box.x + stroke[i][0] * box.width,
                    box.y + stroke[i][1] * box.height,
                    new Mouse.MoveOptions().setSteps(10));
            if (i == 0) {
                mouse.down();
            }
        }
        mouse.up();
    }
}
