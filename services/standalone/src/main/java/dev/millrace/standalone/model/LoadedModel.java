package dev.millrace.standalone.model;

import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.keras.InferenceModel;
import java.util.Optional;

/// What was read of a model file.
///
/// @param model to predict and to score with
/// @param data what it was trained with, and how raw data becomes that; absent where the file does not say: others
/// wrote it
public record LoadedModel(InferenceModel model, Optional<Schema> data) {
    /// The classes that the outputs are about, where the file says that they are.
    public Optional<Targets.Classes> classes() {
        return data.map(Schema::targets)
                .filter(Targets.Classes.class::isInstance)
                .map(Targets.Classes.class::cast);
    }
}
