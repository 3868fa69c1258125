package dev.millrace.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// What a run trains and how, read from its request and checked: the model, what it is compiled with, and how it is
/// fitted. The dataset is left to whoever opens it.
public record RunSpec(String runId, Sequential model, Compile compile, Fit fit) {
    /// Checks that the parts fit each other.
    ///
    /// @throws DescriptionException if the loss cannot score what the model predicts
    public RunSpec {
        compile.check(model);
    }

    /// Reads a request.
    ///
    /// @throws DescriptionException if a part of it is not sound, or does not fit another
    public static RunSpec of(RunRequested run) {
        return new RunSpec(run.runId(), KerasJson.model(run.model()), KerasJson.compile(run.compile()), fit(run));
    }

    /// How a run is fitted.
    ///
    /// @throws DescriptionException if that is not sound
    public static Fit fit(RunRequested run) {
        RunRequested.FitRef fit = run.fit();
        return new Fit(
                fit.batchSize(),
                fit.epochs(),
                fit.validationSplit(),
                fit.shuffle(),
                fit.seed(),
                fit.classWeight(),
                fit.initialEpoch(),
                fit.stepsPerEpoch() == 0 ? OptionalInt.empty() : OptionalInt.of(fit.stepsPerEpoch()),
                fit.validationFreq(),
                KerasJson.callbacks(fit.callbacks()));
    }

    /// What a request says of `fit`.
    public static RunRequested.FitRef ref(Fit fit) {
        return new RunRequested.FitRef(
                fit.batchSize(),
                fit.epochs(),
                fit.validationSplit(),
                fit.shuffle(),
                fit.seed(),
                fit.classWeight(),
                fit.initialEpoch(),
                fit.stepsPerEpoch().orElse(0),
                fit.validationFreq(),
                KerasJson.callbacks(fit.callbacks()));
    }

    /// The request for this run, in full Keras JSON; `of` reads the same run from it.
    ///
    /// @param name for people
    /// @param dataset its kind and the kind's options
    /// @throws DescriptionException if it takes more bytes than a topic takes
    public RunRequested request(String name, JsonNode dataset, Instant requestedAt) {
        var request = new RunRequested(
                runId,
                name,
                dataset,
                KerasJson.write(model, Optional.empty()),
                KerasJson.compile(compile),
                ref(fit),
                requestedAt);
        request.tooLarge().ifPresent(reason -> {
            throw new DescriptionException(reason);
        });
        return request;
    }
}
