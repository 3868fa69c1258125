package dev.millrace.benchmarks.gpu;

import dev.millrace.nn.optimizer.Adam;
import java.util.List;

/// Same seed, same bits: weights, the optimizer's state and scores.
record DeterminismCheck(Pictures pictures) implements Check {
    @Override
    public String name() {
        return "determinism";
    }

    @Override
    public void run(CheckOptions options, Report report) {
        int steps = options.steps(200, 3);
        int batchSize = options.steps(128, 8);
        for (Trial trial : List.of(
                Trials.textbook(pictures, options.steps(100, 8), new Adam()),
                Trials.convolutional(pictures, batchSize))) {
            boolean same = trial.train(options.checked(), steps).same(trial.train(options.checked(), steps));
            report.add(new Finding(
                    "determinism: " + trial.name(),
                    options.kernels(),
                    same ? "the same bits" : "other bits",
                    "itself, twice from one seed, after " + steps + " steps",
                    same ? Verdict.PASSED : Verdict.FAILED));
        }
    }
}
