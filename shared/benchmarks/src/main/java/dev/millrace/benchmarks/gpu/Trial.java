package dev.millrace.benchmarks.gpu;

import dev.millrace.engine.Network;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import java.util.List;
import java.util.stream.Stream;

/// A network and what it is trained on, some steps long.
///
/// @param name for people
/// @param batches one after another, and again from the first
record Trial(String name, Sequential model, Compile compile, List<Batch> batches) {
    private static final long SEED = 7;

    /// What training leaves behind.
    ///
    /// @param scores loss and metrics of all steps
    /// @param trained weights and the optimizer's state
    record Outcome(List<Double> scores, TrainedModel trained) {
        Outcome {
            scores = List.copyOf(scores);
        }

        /// Whether all of it is the same, bit for bit.
        boolean same(Outcome other) {
            return scores.equals(other.scores) && variables().equals(other.variables());
        }

        private List<Variable> variables() {
            return Stream.concat(
                            trained.weights().stream(),
                            trained.optimizer().stream().flatMap(state -> state.slots().stream()))
                    .toList();
        }
    }

    /// Trains from the seed.
    Outcome train(KernelSet kernels, int steps) {
        try (var network = Network.create(kernels, model, compile, SEED)) {
            var scores = new MetricAccumulators(network.model(), compile);
            for (int i = 0; i < steps; i++) {
                network.trainStep(batches.get(i % batches.size()), scores);
            }
            List<Double> results = List.copyOf(scores.results().values());
            return new Outcome(results, network.snapshot());
        }
    }
}
