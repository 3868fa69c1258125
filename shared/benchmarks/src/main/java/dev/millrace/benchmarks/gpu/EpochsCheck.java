package dev.millrace.benchmarks.gpu;

import dev.millrace.benchmarks.Textbook;
import dev.millrace.engine.Network;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Compile;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import java.util.Locale;
import java.util.Map;

/// The textbook's network, trained for 20 epochs, is as good on test examples whichever kernel set trains it.
record EpochsCheck(Pictures pictures) implements Check {

    /// By how much less than the other's the accuracy may be: one in 200 test examples.
    private static final double BOUND = 0.005;

    private static final Compile COMPILE = new Compile(new Adam(), new CategoricalCrossentropy(), Metrics.ACCURACY);

    /// @param accuracy on all test examples
    private record Trained(double accuracy, double seconds) {}

    @Override
    public String name() {
        return "epochs";
    }

    @Override
    public void run(CheckOptions options, Report report) {
        int epochs = options.steps(20, 1);
        String check = epochs + " epochs of the textbook's network, " + pictures.name();
        Trained ours = train(options.checked(), epochs, options);
        Trained others = train(options.compared(), epochs, options);
        boolean asGood = ours.accuracy >= others.accuracy - BOUND;
        report.add(finding(
                check,
                options.kernels(),
                ours,
                String.format(Locale.ROOT, "%s less %.1f %%", options.reference(), 100 * BOUND),
                asGood ? Verdict.PASSED : Verdict.FAILED,
                options.quick()));
        report.add(finding(check, options.reference(), others, "", Verdict.MEASURED, options.quick()));
    }

    private static Finding finding(
            String check, String of, Trained trained, String against, Verdict verdict, boolean quick) {
        String figure = String.format(Locale.ROOT, "accuracy %.2f %%", 100 * trained.accuracy);
        return quick
                ? new Finding(check, of, figure, against, verdict, Map.of("accuracy", trained.accuracy))
                : new Finding(
                        check,
                        of,
                        figure + String.format(Locale.ROOT, " in %.1f s", trained.seconds),
                        against,
                        verdict,
                        Map.of("accuracy", trained.accuracy, "seconds", trained.seconds));
    }

    private Trained train(KernelSet kernels, int epochs, CheckOptions options) {
        Pictures.Split train = pictures.train();
        int batchSize = options.steps(100, 20);
        int steps = options.steps(train.size() / batchSize, 5);
        long began = System.nanoTime();
        try (var network = Network.create(kernels, Textbook.network(Textbook.UNITS), COMPILE, 1)) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                int[] order = train.shuffled(epoch);
                var scores = new MetricAccumulators(network.model(), COMPILE);
                for (int i = 0; i < steps; i++) {
                    network.trainStep(train.pick(order, i * batchSize, (i + 1) * batchSize), scores);
                }
                scores.results();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            var scores = new MetricAccumulators(network.model(), COMPILE);
            Pictures.Split test = pictures.test();
            test.batches(batchSize, test.size() / batchSize).forEach(batch -> network.evaluateStep(batch, scores));
            return new Trained(scores.results().getOrDefault("accuracy", Double.NaN), seconds);
        }
    }
}
