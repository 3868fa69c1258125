package dev.millrace.benchmarks.gpu;

import dev.millrace.engine.Network;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.score.MetricAccumulators;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The time of a step, and beside it that of JAX and Torch in the same run. Mini-batches are in the host's memory.
record StepBenchmark(Pictures pictures) implements Check {
    private static final int BATCHES = 16;

    @Override
    public String name() {
        return "steps";
    }

    @Override
    public void run(CheckOptions options, Report report) {
        if (options.quick()) {
            StepCase.ALL.forEach(each -> report.add(Finding.skipped("step " + each, options.kernels(), "--quick")));
            return;
        }
        Map<String, Double> ours = new HashMap<>();
        for (StepCase each : StepCase.ALL) {
            Timing timing = time(options, each);
            ours.put(each.toString(), timing.median());
            report.add(finding(options, each, timing));
        }
        options.peers().measure(ours, options, report);
    }

    private static Finding finding(CheckOptions options, StepCase each, Timing timing) {
        String against = each.goal().isPresent()
                ? String.format(Locale.ROOT, "less than %.0f µs", each.goal().getAsDouble())
                : "";
        Verdict verdict = each.goal().isEmpty()
                ? Verdict.MEASURED
                : timing.median() < each.goal().getAsDouble() ? Verdict.REACHED : Verdict.MISSED;
        return new Finding("step " + each, options.kernels(), timing.text(), against, verdict, timing.numbers());
    }

    private Timing time(CheckOptions options, StepCase each) {
        List<Batch> batches = pictures.train().batches(each.batchSize(), BATCHES);
        try (var network = Network.create(options.checked(), each.model(), each.compile(), 1)) {
            var scores = new MetricAccumulators(network.model(), network.compile());
            return Timing.of(count -> {
                for (int i = 0; i < count; i++) {
                    network.trainStep(batches.get(i % BATCHES), scores);
                    if ((i + 1) % Timing.READ_EVERY == 0) {
                        scores.results();
                        scores.reset();
                    }
                }
            });
        }
    }
}
