package dev.millrace.engine.fit;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Compile;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import java.util.List;

/// What a loop trains: a network.
public interface Learner {
    /// One gradient update. Adds the loss and the metrics, as they were before it, to `scores`.
    void trainStep(Batch batch, MetricAccumulators scores);

    /// What the model is trained with.
    Compile compile();

    /// The learning rate of the next update.
    double learningRate();

    /// Sets the learning rate from the next update on.
    void learningRate(double learningRate);

    /// Makes the moving average of the weights, where the optimizer keeps one, the weights. A second time changes
    /// nothing.
    void endTraining();

    /// A copy of all weights, in the order of `Sequential.weights`.
    List<Variable> weights();

    /// Sets all weights; the optimizer's state stays.
    void weights(List<Variable> weights);

    /// A copy of the weights and of the optimizer's state.
    TrainedModel snapshot();
}
