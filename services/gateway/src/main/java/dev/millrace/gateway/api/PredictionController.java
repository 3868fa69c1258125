package dev.millrace.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.datasets.raw.InputRows;
import dev.millrace.datasets.raw.RawInputs;
import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.gateway.store.Store;
import dev.millrace.runs.client.PredictionClient;
import dev.millrace.runs.client.RunClientException;
import dev.millrace.service.ServiceMain;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.predictions.Prediction;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a run's model makes of rows and pictures, while it is still being trained.
@Controller("/api/runs/{id}/predictions")
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
@ExecuteOn(TaskExecutors.BLOCKING)
final class PredictionController {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final Store store;
    private final PredictionClient client;

    PredictionController(Store store, PredictionClient client) {
        this.store = store;
        this.client = client;
    }

    /// @param classes names of the classes; absent where the model predicts none
    /// @param notes of how the inputs were read
    record Answer(
            String checkpoint,
            long step,
            Prediction.Meaning meaning,
            @Nullable List<String> classes,
            List<Row> predictions,
            List<String> notes) {
        /// @param predicted the most likely class
        record Row(
                @com.fasterxml.jackson.annotation.JsonProperty("class") @Nullable
                String predicted,

                List<Float> outputs) {}
    }

    @Post
    @Consumes({MediaType.APPLICATION_JSON, "text/csv", MediaType.IMAGE_PNG, MediaType.IMAGE_JPEG})
    HttpResponse<byte[]> predict(String id, HttpRequest<?> request, @Body byte @Nullable [] body) {
        String run = store.meant(id);
        String checkpoint = new Parameters(request).text("checkpoint");
        Schema schema = schema(run);
        InputRows rows = rows(schema, request.getContentType().orElse(MediaType.APPLICATION_JSON_TYPE), body);
        Prediction answer = ask(run, Optional.ofNullable(checkpoint), schema.inputs(), rows);
        return switch (answer) {
            case Prediction.Answered answered ->
                HttpResponse.ok(Json.encode(answer(answered, classes(schema), rows.notes())))
                        .contentType(MediaType.APPLICATION_JSON_TYPE);
            case Prediction.Refused refused ->
                throw new ProblemException(Problem.of(HttpStatus.CONFLICT, refused.reason()));
        };
    }

    private Schema schema(String run) {
        JsonNode data = store.accepted(run)
                .map(Event.Accepted::data)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        HttpStatus.CONFLICT, "No data-loader has accepted run '" + run + "' yet: it has no data.")));
        try {
            return Schema.of(data);
        } catch (DatasetException e) {
            throw new ProblemException(
                    Problem.of(HttpStatus.CONFLICT, "The run's data is not known here: " + e.getMessage()));
        }
    }

    private static InputRows rows(Schema schema, MediaType type, byte @Nullable [] body) {
        RawInputs inputs = RawInputs.of(schema);
        try {
            return switch (type.getName()) {
                case "text/csv" -> inputs.csv(new String(Bodies.text(body), StandardCharsets.UTF_8));
                case MediaType.IMAGE_PNG, MediaType.IMAGE_JPEG -> inputs.picture(body == null ? new byte[0] : body);
                default -> inputs.json(Bodies.object(body).path("inputs"));
            };
        } catch (DatasetException e) {
            throw ProblemException.field("inputs", String.valueOf(e.getMessage()));
        }
    }

    private Prediction ask(String run, Optional<String> checkpoint, Schema.Inputs inputs, InputRows rows) {
        List<Integer> shape = new ArrayList<>(List.of(rows.count()));
        shape.addAll(inputs.shape().dims());
        try {
            var tensor = new Safetensors.Tensor(
                    Safetensors.DType.valueOf(inputs.dtype().name()), shape, rows.data());
            return client.predict(run, checkpoint, tensor, inputs.scale(), ANSWER_WITHIN)
                    .join();
        } catch (IllegalArgumentException e) {
            throw ProblemException.field("inputs", String.valueOf(e.getMessage()));
        } catch (CompletionException | CancellationException e) {
            if (e.getCause() instanceof RunClientException silent) {
                throw new ProblemException(Problem.of(HttpStatus.GATEWAY_TIMEOUT, String.valueOf(silent.getMessage())));
            }
            throw e;
        }
    }

    private static @Nullable List<String> classes(Schema schema) {
        return schema.targets() instanceof Targets.Classes classes
                ? classes.names().isEmpty()
                        ? IntStream.range(0, classes.count())
                                .mapToObj(String::valueOf)
                                .toList()
                        : classes.names()
                : null;
    }

    private static Answer answer(Prediction.Answered said, @Nullable List<String> classes, List<String> notes) {
        List<Answer.Row> rows = said.outputs().stream()
                .map(outputs -> new Answer.Row(likeliest(said.meaning(), classes, outputs), outputs))
                .toList();
        return new Answer(said.checkpoint(), said.step(), said.meaning(), classes, rows, notes);
    }

    private static @Nullable String likeliest(
            Prediction.Meaning meaning, @Nullable List<String> classes, List<Float> outputs) {
        if (classes == null || meaning != Prediction.Meaning.PROBABILITIES) {
            return null;
        }
        if (outputs.size() == 1 && classes.size() == 2) {
            // One output is the probability of the second of two classes.
            return classes.get(outputs.getFirst() >= 0.5f ? 1 : 0);
        }
        int best = 0;
        for (int i = 1; i < outputs.size(); i++) {
            best = outputs.get(i) > outputs.get(best) ? i : best;
        }
        return best < outputs.size() && best < classes.size() ? classes.get(best) : null;
    }
}
