package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Many runs, and one with many points. `-Dmillrace.gateway.points=1000000` is what the figures in README.md were
/// measured with.
@Timeout(600)
@ExtendWith(BrokerExtension.class)
class LoadTest {
    private static final int POINTS = Integer.getInteger("millrace.gateway.points", 50_000);
    private static final int RUNS = Integer.getInteger("millrace.gateway.runs", 20);
    private static final int ASKED = 20;

    private final String bootstrapServers;
    private final Connection connection;

    LoadTest(EmbeddedBroker broker) {
        this.bootstrapServers = broker.bootstrapServers();
        this.connection = Connection.to(bootstrapServers);
    }

    @Test
    void shouldOpenManyRunsAndPoints() {
        String large = write();
        long before = used();
        Instant start = Instant.now();
        try (var gateway = Gateways.start(bootstrapServers);
                var browser = new Browser(Gateways.address(gateway))) {
            Await.until(
                    Duration.ofMinutes(3),
                    "everything read",
                    () -> browser.get("/api/runs").statusCode() == 200);
            assertThat(browser.json("/api/runs").get("runs").size()).isGreaterThan(RUNS);
            long ready = Duration.between(start, Instant.now()).toMillis();
            double mebibytes = (used() - before) / 1048576.0;
            long runs = median(browser, "/api/runs");
            long run = median(browser, "/api/runs/" + large);
            long series = median(browser, "/api/runs/" + large + "/series?points=1000");
            long smooth = median(browser, "/api/runs/" + large + "/series?points=1000&ema=0.9");
            long zoomed = median(browser, "/api/runs/" + large + "/series?points=1000&from=100&to=5000");
            System.out.printf(
                    "%d runs, one of %d points: read after %d ms, %.0f MiB; ms: runs %d, run %d, series %d,"
                            + " smoothed %d, zoomed %d%n",
                    RUNS + 1, POINTS, ready, mebibytes, runs, run, series, smooth, zoomed);
            assertThat(browser.json("/api/runs/" + large + "/series?points=1000")
                            .get("total")
                            .intValue())
                    .isEqualTo(POINTS);
            assertThat(mebibytes).isLessThan(60 + POINTS * 100 / 1048576.0);
            assertThat(runs).isLessThan(1000);
            assertThat(series).isLessThan(500);
        }
    }

    private String write() {
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        for (int i = 0; i < RUNS; i++) {
            try (var run = new PlayedRun(connection, "load")) {
                run.requested()
                        .accepted()
                        .started(0)
                        .trained(1, 200)
                        .validated(0, 0.5)
                        .failed("enough");
            }
        }
        try (var run = new PlayedRun(connection, "large", Instant.now())) {
            run.requested().accepted().started(0);
            for (int step = 1; step <= POINTS; step += 10_000) {
                run.trained(step, Math.min(POINTS, step + 9_999));
            }
            return run.id();
        }
    }

    /// The milliseconds that an answer takes, of which half take longer.
    private static long median(Browser browser, String path) {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < ASKED; i++) {
            long begin = System.nanoTime();
            browser.json(path);
            millis.add((System.nanoTime() - begin) / 1_000_000);
        }
        Collections.sort(millis);
        return millis.get(ASKED / 2);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
