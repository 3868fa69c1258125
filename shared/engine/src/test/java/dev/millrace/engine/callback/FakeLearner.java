package dev.millrace.engine.callback;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.fit.Learner;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.SGD;
import java.util.List;

/// A network of one weight, which is set by the test.
final class FakeLearner implements Learner {
    private double learningRate = 0.1;
    private Variable weight = new Variable("dense/kernel", Shape.of(1), 0);

    @Override
    public void trainStep(Batch batch, MetricAccumulators scores) {
        throw new UnsupportedOperationException("it learns nothing");
    }

    @Override
    public Compile compile() {
        return new Compile(new SGD(), new MeanSquaredError(), Metrics.of("accuracy"), Metrics.of("mae"));
    }

    @Override
    public double learningRate() {
        return learningRate;
    }

    @Override
    public void learningRate(double newRate) {
        learningRate = newRate;
    }

    void weight(float value) {
        weight = new Variable("dense/kernel", Shape.of(1), value);
    }

    @Override
    public List<Variable> weights() {
        return List.of(weight);
    }

    @Override
    public void weights(List<Variable> weights) {
        weight = weights.getFirst();
    }

    @Override
    public TrainedModel snapshot() {
        throw new UnsupportedOperationException("nobody asks for it");
    }

    @Override
    public void endTraining() {}
}
