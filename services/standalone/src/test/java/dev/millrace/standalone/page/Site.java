package dev.millrace.standalone.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Digits;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.RunService;
import dev.millrace.standalone.Gateways;
import dev.millrace.trainer.kafka.TrainerRole;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/// A data-loader that has a few digits, a trainer and an evaluator, and a gateway that can be stopped and started
/// again at the same address.
final class Site implements AutoCloseable {
    private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(2);

    /// So few mini-batches ahead that a run lasts while a person would look at it.
    private static final long WINDOW_BYTES = 1 << 20;

    /// So few that an epoch does not.
    private static final Dataset DIGITS = Digits.draw(6000, 1000, 0);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final List<RunService> services;
    private final HttpClient http = HttpClient.newHttpClient();
    private ApplicationContext gateway;
    private final URI address;

    Site(Connection connection) {
        this.connection = connection;
        this.services = List.of(
                RunService.shared(connection, new LoaderRole(4, WINDOW_BYTES, description -> DIGITS)),
                RunService.shared(connection, new TrainerRole(CHECKPOINT_EVERY)),
                RunService.shared(connection, new EvaluatorRole(4)));
        this.gateway = Gateways.start(connection);
        this.address = Gateways.address(gateway);
    }

    URI address() {
        return address;
    }

    /// Ends the gateway; nothing listens at its address.
    void stopGateway() {
        gateway.close();
    }

    /// Starts another gateway there.
    void startGateway() {
        gateway = Gateways.start(connection, address.getPort());
    }

    /// Asks for a run, without the page.
    String submit(String runFile) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(address.resolve("/api/runs"))
                            .header("Content-Type", "application/yaml")
                            .POST(HttpRequest.BodyPublishers.ofString(runFile))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 201) {
                throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body()).get("run_id").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        gateway.close();
        services.reversed().forEach(RunService::close);
        http.close();
    }
}
