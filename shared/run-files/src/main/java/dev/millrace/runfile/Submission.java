package dev.millrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.runs.RunIds;
import dev.millrace.runs.RunSpec;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.util.Optional;

/// Turns a run file into the request that goes on the topic, with an id of its own: in full Keras JSON where the shape
/// of the inputs is known before the dataset is opened; else as it is written, for the data-loader to complete.
public final class Submission {
    private Submission() {}

    /// The request for a run that has a dataset.
    ///
    /// @throws RunFileException if the run is not sound
    /// @throws DescriptionException if the request takes more bytes than a topic takes, or a run that is in no file is
    /// not sound
    public static RunRequested of(RunFile run) {
        JsonNode dataset = run.dataset().orElseThrow();
        Instant now = Instant.now();
        String id = RunIds.next(run.name(), now);
        Optional<Shape> shape = RunDataset.shapeOf(dataset);
        if (shape.isPresent() && !run.model().isEmpty()) {
            Sequential model = run.model(Shape.of(shape.get().size()));
            return new RunSpec(id, model, run.compile(model), run.fit()).request(run.name(), dataset, now);
        }
        var request = new RunRequested(id, run.name(), dataset, run.model(), compile(run), RunSpec.ref(run.fit()), now);
        request.tooLarge().ifPresent(reason -> {
            throw new DescriptionException(reason);
        });
        return request;
    }

    /// Checks the parts as far as they can be without the data, whose default a loss is where there is none.
    private static JsonNode compile(RunFile run) {
        if (!run.compile().has("loss")) {
            return run.compile();
        }
        Compile compile =
                run.model().isEmpty() ? KerasJson.compile(run.compile()) : run.compile(run.model(Shape.of(1)));
        return KerasJson.compile(compile);
    }
}
