package dev.millrace.keras;

import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.optimizer.SGD;
import java.util.List;
import java.util.Optional;

/// A model that was read to predict and to score with. Nothing of it is needed that only training needs: what the file
/// says of the optimizer, of regularizers and the like may be unknown.
///
/// @param weights in the order of `Sequential.weights`
/// @param loss absent where the file has none, or one that Millrace does not have
/// @param noLoss why `loss` is absent; empty where it is present
/// @param metrics those of the file's that Millrace has
/// @param weightedMetrics likewise, of those that take notice of weights
/// @param leftOut why something in the file was left out, one sentence each without its full stop
public record InferenceModel(
        Sequential model,
        List<Variable> weights,
        Optional<Loss> loss,
        String noLoss,
        List<Metric> metrics,
        List<Metric> weightedMetrics,
        List<String> leftOut) {
    public InferenceModel {
        weights = List.copyOf(weights);
        metrics = List.copyOf(metrics);
        weightedMetrics = List.copyOf(weightedMetrics);
        leftOut = List.copyOf(leftOut);
    }

    /// The model with its weights, not compiled.
    public TrainedModel toPredict() {
        return new TrainedModel(model, Optional.empty(), weights, Optional.empty());
    }

    /// The model compiled with its loss, its metrics, and an optimizer that is not the file's: for scoring only.
    ///
    /// @throws DescriptionException if there is no loss
    public TrainedModel toScore() {
        Loss present = loss.orElseThrow(() -> new DescriptionException(noLoss));
        var compile = new Compile(new SGD(), present, metrics, weightedMetrics);
        return new TrainedModel(model, Optional.of(compile), weights, Optional.empty());
    }
}
