package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.status.StatusReporter;
import dev.millrace.service.ServiceMain;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Origin;
import dev.millrace.wire.reports.DeviceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The dashboard of the profile `monitoring` asks for what there is.
@Timeout(120)
@ExtendWith(BrokerExtension.class)
class MonitoringTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Path FOLDER = Path.of("../../deploy/monitoring");

    /// Of Prometheus itself, and what only services that take runs say (`ServiceRunner`).
    private static final Set<String> OF_OTHERS = Set.of("up", "millrace_runs_at_work", "millrace_runs_capacity");

    private static final Set<String> FUNCTIONS =
            Set.of("sum", "by", "count", "rate", "label_values", "run_id", "instance", "status");

    private static final Pattern WORD = Pattern.compile("[a-z_]{2,}");

    private final String bootstrapServers;

    MonitoringTest(EmbeddedBroker broker) {
        this.bootstrapServers = broker.bootstrapServers();
    }

    @Test
    void shouldAskForMetricsThatThereAre() throws IOException {
        JsonNode dashboard = Browser.tree(Files.readString(FOLDER.resolve("grafana/dashboards/millrace.json")));
        Set<String> asked = new TreeSet<>();
        dashboard.findValuesAsText("expr").forEach(expr -> asked.addAll(metrics(expr)));
        asked.addAll(metrics(dashboard.at("/templating/list/0/query/query").textValue()));
        assertThat(asked).hasSizeGreaterThan(8);
        asked.removeAll(OF_OTHERS);

        var publisher = new Publisher(Connection.to(bootstrapServers));
        var status = new StatusReporter(
                publisher,
                List.of(new StatusReporter.Member(
                        new Origin("trainer", "monitored-1"),
                        List::of,
                        1,
                        () -> List.of(new DeviceStatus("A card", 4000, 1000, 0.5)))));
        try (var gateway = ServiceMain.start(
                        GatewayApplication.NAME,
                        Map.of("kafka.bootstrap.servers", bootstrapServers, "micronaut.server.port", "-1"));
                var browser = new Browser(ServiceMain.health(gateway).resolve("/"));
                publisher;
                status;
                var run = new PlayedRun(Connection.to(bootstrapServers), "monitored")) {
            run.requested().accepted().started(0).trained(1, 100).heartbeat(100, 0.25);
            browser.json("/api/runs");
            Await.until(DEADLINE, "a heartbeat", () -> {
                run.heartbeat(100, 0.25); // an old one says nothing of now
                return line(browser, "millrace_run_waiting_share", run).endsWith(" 0.25");
            });
            Await.until(
                    DEADLINE,
                    "the trainer",
                    () -> browser.get("/prometheus").body().contains("service_instance=\"monitored-1\""));
            String told = browser.get("/prometheus").body();
            Set<String> there = told.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceFirst("[{ ].*", ""))
                    .collect(Collectors.toSet());
            assertThat(there).containsAll(asked);
            assertThat(line(browser, "millrace_run_step", run)).endsWith(" 100.0");
            assertThat(told).contains("millrace_runs{liveness=\"running\"} ");
            String card = "{device=\"A card\",number=\"0\",service=\"trainer\",service_instance=\"monitored-1\"} ";
            assertThat(told)
                    .contains("millrace_service_device_memory_bytes" + card + "4000.0")
                    .contains("millrace_service_device_memory_used_bytes" + card + "1000.0")
                    .contains("millrace_service_device_utilisation" + card + "0.5");
            assertThat(browser.get("/api/services").body())
                    .contains("\"devices\":[{\"name\":\"A card\",\"memory_bytes\":4000,\"memory_used_bytes\":1000,"
                            + "\"utilisation\":0.5}]");
        }
    }

    /// The line of what is told of a run; empty where there is none.
    private static String line(Browser browser, String metric, PlayedRun run) {
        return browser.get("/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + "{run_id=\"" + run.id() + "\"}"))
                .findFirst()
                .orElse("");
    }

    private static Set<String> metrics(String expr) {
        String bare = expr.replaceAll("\\{[^}]*}", "").replaceAll("\\[[^]]*]", "");
        Set<String> names = new TreeSet<>();
        Matcher words = WORD.matcher(bare);
        while (words.find()) {
            if (!FUNCTIONS.contains(words.group())) {
                names.add(words.group());
            }
        }
        return names;
    }
}
