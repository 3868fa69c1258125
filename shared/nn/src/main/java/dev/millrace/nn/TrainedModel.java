package dev.millrace.nn;

import java.util.List;
import java.util.Optional;

/// A model with its weights, at rest: what goes into a file and comes out of one.
///
/// @param compile absent where the model was not compiled
/// @param weights in the order of `Sequential.weights`
/// @param optimizer absent where there is none to go on with
public record TrainedModel(
        Sequential model, Optional<Compile> compile, List<Variable> weights, Optional<OptimizerState> optimizer) {
    public TrainedModel {
        weights = List.copyOf(weights);
        match(model.weights(), weights);
        if (compile.isPresent() && optimizer.isPresent()) {
            match(
                    compile.get().optimizer().slots(model.trainableWeights()),
                    optimizer.get().slots());
        }
    }

    private static void match(List<VariableSpec> expected, List<Variable> received) {
        var want = expected.stream().map(v -> v.name() + " " + v.shape()).toList();
        var have = received.stream().map(v -> v.name() + " " + v.shape()).toList();
        if (!want.equals(have)) {
            throw new DescriptionException("Variables do not fit the model. Received: " + have + ". Expected: " + want);
        }
    }
}
