package dev.millrace.standalone.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.options.ColorScheme;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.nn.Fit;
import dev.millrace.runs.RunIds;
import dev.millrace.runs.RunSpec;
import dev.millrace.standalone.Gateways;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Metric;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The page of many runs, and of one with many points, as a browser opens it. How long that takes is printed;
/// `-Dmillrace.gateway.points=1000000 -Dmillrace.gateway.runs=100` is what the figures in the gateway's README.md were
/// measured with.
@ExtendWith(OwnBrokerExtension.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class OpeningTest {
    private static final int POINTS = Integer.getInteger("millrace.gateway.points", 20_000);
    private static final int RUNS = Integer.getInteger("millrace.gateway.runs", 20);
    private static final int STEPS_PER_EPOCH = 1000;
    private static final int POINTS_PER_TRANSACTION = 10_000;
    private static final int TIMES = 7;
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Origin TRAINER = new Origin("trainer", "played-trainer");

    private final Connection connection;

    OpeningTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
    }

    @Test
    void shouldOpenManyRunsAndPoints() {
        try (var publisher = new Publisher(connection)) {
            for (int i = 0; i < RUNS; i++) {
                write(publisher, "run-" + i, 100);
            }
            String large = write(publisher, "large", POINTS);
            try (var gateway = Gateways.start(connection);
                    var browser = Chromium.open()) {
                URI address = Gateways.address(gateway);
                List<Long> runs =
                        millis(browser, address, "runs", "document.querySelectorAll('tbody tr td.best').length > 0");
                List<Long> all = millis(
                        browser, address, "runs", "document.querySelectorAll('tbody tr').length === " + (RUNS + 1));
                List<Long> run = millis(
                        browser,
                        address,
                        "run/" + large,
                        "/[0-9]/.test(document.querySelector('figure[aria-label=loss] .legend b')?.textContent)");
                System.out.printf(
                        "%d runs, one of %d points: ms until a browser shows the table %s, all its rows %s, the run's page %s%n",
                        RUNS + 1, POINTS, runs, all, run);
                try (Screen screen = browser.wide(ColorScheme.LIGHT)) {
                    screen.open(address, "run/" + large);
                    screen.until("figure[aria-label=loss] .legend b", "[0-9].*");
                    assertThat(screen.step()).isEqualTo(POINTS);
                    screen.shot("opening").assertQuiet();
                }
            }
        }
    }

    /// The times of opening `view`, each in a window of its own, the least first: by the window's own clock, from when
    /// it
    /// sets out until it has drawn what is there when `condition`, in JavaScript, holds.
    private static List<Long> millis(Chromium browser, URI address, String view, String condition) {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            try (Screen screen = browser.wide(ColorScheme.LIGHT)) {
                // Looks before each frame, and keeps when the frame was drawn in which it is there.
                screen.page().addInitScript("""
                        (() => {
                          const look = () => requestAnimationFrame(
                            () => (%s ? requestAnimationFrame(() => (window.shownAt = performance.now())) : look()));
                          look();
                        })()""".formatted(condition));
                screen.open(address, view);
                millis.add(Await.untilPresent(DEADLINE, view + " is shown", () -> {
                    screen.page().waitForTimeout(50);
                    long shown = ((Number) screen.page().evaluate("Math.round(window.shownAt ?? 0)")).longValue();
                    return shown > 0 ? Optional.of(shown) : Optional.empty();
                }));
                screen.assertQuiet();
            }
        }
        Collections.sort(millis);
        return millis;
    }

    /// Writes what a trainer would of a run of so many steps that failed after them.
    ///
    /// @return the run's id
    private String write(Publisher publisher, String name, int steps) {
        Instant now = Instant.now();
        var run = new RunRequested(
                RunIds.next(name, now),
                name,
                JsonNodeFactory.instance.objectNode().set("digits", JsonNodeFactory.instance.objectNode()),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                RunSpec.ref(new Fit()),
                now);
        publisher.request(run);
        try (var outbox = new Outbox(connection, "played-" + run.runId(), run.runId())) {
            say(outbox, new Event.Started(run.runId(), TRAINER, Instant.now(), 0));
            for (int step = 1; step <= steps; step++) {
                var metric = new Metric(
                        run.runId(),
                        Split.TRAINING,
                        (step - 1) / STEPS_PER_EPOCH,
                        step,
                        Map.of("loss", 1.0 / step, "accuracy", 1 - 1.0 / step),
                        now.plusMillis(10L * step));
                outbox.send(Topics.METRICS, run.runId(), Schema.METRIC, Json.encode(metric));
                if (step % POINTS_PER_TRANSACTION == 0) {
                    outbox.commit();
                }
            }
            say(
                    outbox,
                    new Event.Heartbeat(
                            run.runId(), TRAINER, Instant.now(), (steps - 1) / STEPS_PER_EPOCH, steps, 100, 0));
            say(outbox, new Event.Failed(run.runId(), TRAINER, Instant.now(), "enough"));
        }
        return run.runId();
    }

    private static void say(Outbox outbox, Event event) {
        outbox.send(Topics.EVENTS, event.runId(), Schema.EVENT, Json.encode(event));
        outbox.commit();
    }
}
