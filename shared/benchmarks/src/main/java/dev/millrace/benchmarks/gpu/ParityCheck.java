package dev.millrace.benchmarks.gpu;

import java.util.Locale;
import java.util.Map;

/// The same training on two kernel sets ends with nearly the same weights and scores.
record ParityCheck(Pictures pictures) implements Check {
    private static final double BOUND = 1e-4;

    @Override
    public String name() {
        return "parity";
    }

    @Override
    public void run(CheckOptions options, Report report) {
        int steps = options.steps(20, 3);
        for (Trial trial : Trials.all(pictures, options.steps(100, 8))) {
            Trial.Outcome ours = trial.train(options.checked(), steps);
            Trial.Outcome others = trial.train(options.compared(), steps);
            double weights =
                    Difference.of(ours.trained().weights(), others.trained().weights());
            double scores = Difference.ofNumbers(ours.scores(), others.scores());
            report.add(new Finding(
                    "parity: " + trial.name(),
                    options.kernels(),
                    String.format(Locale.ROOT, "weights %.1e, scores %.1e", weights, scores),
                    String.format(Locale.ROOT, "%s, at most %.0e after %d steps", options.reference(), BOUND, steps),
                    weights <= BOUND && scores <= BOUND ? Verdict.PASSED : Verdict.FAILED,
                    Map.of("weights", weights, "scores", scores, "bound", BOUND, "steps", steps)));
        }
    }
}
