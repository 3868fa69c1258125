package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Partitions;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Origin;
import dev.millrace.wire.Topics;
import dev.millrace.wire.predictions.Prediction;
import dev.millrace.wire.predictions.PredictionRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(300)
@ExtendWith(BrokerExtension.class)
class PredictionTest {
    private final String bootstrapServers;
    private final Connection connection;

    PredictionTest(EmbeddedBroker broker) {
        this.bootstrapServers = broker.bootstrapServers();
        this.connection = Connection.to(bootstrapServers);
    }

    /// The evaluator is played: it says of each row its first number, and the rest of one.
    @Test
    void shouldAskAnEvaluator() throws InterruptedException {
        try (var gateway = Gateways.start(bootstrapServers);
                var browser = new Browser(Gateways.address(gateway));
                var run = new PlayedRun(connection, "predicted")) {
            run.requested().accepted();
            Await.until(
                    Duration.ofSeconds(60),
                    "the data",
                    () -> browser.get("/api/runs/" + run.id()).body().contains("\"arrays\""));
            HttpResponse<String> wrong = post(browser, run, "application/json", "{\"inputs\": [[1, 2, 3]]}");
            assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(400);
            assertThat(Browser.tree(wrong.body()).at("/errors/0/field").textValue())
                    .isEqualTo("inputs");
            var done = new AtomicBoolean();
            Thread evaluator = Thread.ofVirtual().start(() -> answer(run, done));
            try {
                HttpResponse<String> answer =
                        post(browser, run, "application/json", "{\"inputs\": [[0.75, 2, 3, 4], [0.25, 0, 0, 0]]}");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                JsonNode said = Browser.tree(answer.body());
                assertThat(said.at("/predictions/0/class").textValue()).isEqualTo("no");
                assertThat(said.at("/predictions/1/class").textValue()).isEqualTo("yes");
                assertThat(said.at("/predictions/1/outputs/1").doubleValue()).isEqualTo(0.75);
                assertThat(said.at("/checkpoint").textValue()).isEqualTo("step-1");
                assertThat(post(browser, run, "image/png", "no picture").statusCode())
                        .isEqualTo(400);
            } finally {
                done.set(true);
                evaluator.join();
            }
        }
    }

    private void answer(PlayedRun run, AtomicBoolean done) {
        var partition = Partitions.of(Topics.PREDICTION_REQUESTS, run.id());
        try (var requests = connection.consumer("")) {
            requests.assign(List.of(partition));
            requests.seekToBeginning(List.of(partition));
            while (!done.get()) {
                for (ConsumerRecord<String, ByteBuffer> record : requests.poll(Duration.ofMillis(50))) {
                    if (record.key().equals(run.id())
                            && PredictionRequest.decode(record.value()) instanceof Decoded.Ok<PredictionRequest> ok) {
                        run.publisher().answer(answer(ok.value()));
                    }
                }
            }
        }
    }

    private static Prediction answer(PredictionRequest request) {
        List<List<Float>> outputs = new ArrayList<>();
        ByteBuffer values = request.inputs().data();
        for (int row = 0; row < request.rows(); row++) {
            float first = values.getFloat(row * 16);
            outputs.add(List.of(first, 1 - first));
        }
        return new Prediction.Answered(
                request.predictionId(),
                request.runId(),
                "step-1",
                1,
                outputs,
                Prediction.Meaning.PROBABILITIES,
                Instant.now(),
                new Origin("evaluator", "played"));
    }

    private static HttpResponse<String> post(Browser browser, PlayedRun run, String type, String body) {
        return browser.send(browser.request("/api/runs/" + run.id() + "/predictions")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }
}
