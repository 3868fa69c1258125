package dev.millrace.standalone.run;

import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.runs.RunIds;
import dev.millrace.runs.RunSpec;
import dev.millrace.wire.RunRequested;
import java.time.Instant;

/// Turns a run file into the request that goes on the topic: full Keras JSON, everything said, an id of its own.
public final class Submission {
    private Submission() {}

    /// The request for a run whose dataset gives examples of `inputShape`, as far as is known here.
    ///
    /// @throws DescriptionException if the run is not sound
    public static RunRequested of(RunFile run, Shape inputShape) {
        Sequential model = run.model(Shape.of(inputShape.size()));
        Instant now = Instant.now();
        return new RunSpec(RunIds.next(run.name(), now), model, run.compile(model), run.fit())
                .request(run.name(), new RunRequested.DatasetRef(run.dataset(), run.data()), now);
    }
}
