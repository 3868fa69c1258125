package dev.millrace.runs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Partitions;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Origin;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.Topics;
import dev.millrace.wire.predictions.Prediction;
import dev.millrace.wire.predictions.PredictionRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The asking side; the evaluator is played by the test.
@Timeout(60)
@ExtendWith(BrokerExtension.class)
class PredictionClientTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Origin PLAYED = new Origin("evaluator", "played");

    private final Connection connection;
    private final Publisher evaluator;
    private final PredictionClient client;
    private final String run = "run-" + UUID.randomUUID();

    PredictionClientTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        this.evaluator = new Publisher(connection);
        this.client = new PredictionClient(connection);
    }

    @AfterEach
    void close() {
        client.close();
        evaluator.close();
    }

    @Test
    void shouldFindTheAnswerToEachOfManyQuestions() {
        List<CompletableFuture<Prediction>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(ask(i, DEADLINE));
        }
        List<PredictionRequest> asked = requests(100);
        Collections.reverse(asked);
        asked.forEach(request -> evaluator.answer(echo(request)));
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join())
                    .isInstanceOfSatisfying(
                            Prediction.Answered.class,
                            answered -> assertThat(answered.outputs()).hasSize(1));
            var answered = (Prediction.Answered) answers.get(i).join();
            assertThat(answered.outputs().getFirst()).containsExactly((float) i);
        }
    }

    @Test
    void shouldSayThatNobodyHasAnswered() {
        assertThatThrownBy(() -> ask(1, Duration.ofMillis(200)).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(RunClientException.class)
                .hasMessageContaining("No evaluator has answered within 200 ms");
    }

    @Test
    void shouldTellThoseWhoWaitThatItIsClosed() {
        CompletableFuture<Prediction> answer = ask(1, DEADLINE);
        client.close();
        assertThatThrownBy(answer::join).cause().hasMessage("The client was closed.");
    }

    @Test
    void shouldRefuseMoreThanATopicTakes() {
        var rows = new Tensor(DType.U8, List.of(1_000_000, 1), ByteBuffer.allocate(1_000_000));
        assertThatThrownBy(() -> client.predict(run, Optional.empty(), rows, 1, DEADLINE))
                .hasMessageContaining("Send fewer rows");
    }

    private CompletableFuture<Prediction> ask(int value, Duration timeout) {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {(byte) value});
        return client.predict(run, Optional.empty(), new Tensor(DType.U8, List.of(1, 1), bytes), 1, timeout);
    }

    private static Prediction echo(PredictionRequest request) {
        float value = request.inputs().data().get(0);
        return new Prediction.Answered(
                request.predictionId(),
                request.runId(),
                "step-1",
                1,
                List.of(List.of(value)),
                Prediction.Meaning.OUTPUTS,
                Instant.now(),
                PLAYED);
    }

    private List<PredictionRequest> requests(int count) {
        List<PredictionRequest> requests = new ArrayList<>();
        try (var consumer = connection.consumer("")) {
            var partition = List.of(Partitions.of(Topics.PREDICTION_REQUESTS, run));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            while (requests.size() < count) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (run.equals(record.key())
                            && PredictionRequest.decode(record.value())
                                    instanceof Decoded.Ok<PredictionRequest> request) {
                        requests.add(request.value());
                    }
                });
            }
        }
        return requests;
    }
}
