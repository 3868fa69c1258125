package dev.millrace.benchmarks.gpu;

import dev.millrace.engine.Network;
import dev.millrace.engine.cuda.CudaKernelSet;
import dev.millrace.engine.cuda.LaunchTimes;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.score.MetricAccumulators;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The time of a step by kernel, each launched by itself.
record KernelTimes(Pictures pictures) implements Check {
    private static final int WARM_UP = 50;
    private static final int STEPS = 200;

    @Override
    public String name() {
        return "time by kernel";
    }

    @Override
    public void run(CheckOptions options, Report report) {
        StepCase each = StepCase.ALL.getFirst();
        String what = "step " + each + " by kernel";
        if (options.quick() || !options.kernels().equals("cuda")) {
            report.add(Finding.skipped(what, options.kernels(), options.quick() ? "--quick" : "of 'cuda' alone"));
            return;
        }
        var times = new LaunchTimes();
        List<Batch> batches = pictures.train().batches(each.batchSize(), 1);
        try (var network = Network.create(CudaKernelSet.timed(times), each.model(), each.compile(), 1)) {
            var scores = new MetricAccumulators(network.model(), network.compile());
            for (int step = 0; step < WARM_UP + STEPS; step++) {
                if (step == WARM_UP) {
                    times.reset();
                }
                network.trainStep(batches.getFirst(), scores);
            }
        }
        times.micros().forEach((kernel, micros) -> {
            double perStep = micros / STEPS;
            report.add(new Finding(
                    what,
                    kernel,
                    String.format(Locale.ROOT, "%.1f µs", perStep),
                    "",
                    Verdict.MEASURED,
                    Map.of("micros", perStep)));
        });
    }
}
