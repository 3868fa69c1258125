package dev.millrace.benchmarks.gpu;

import java.util.List;

/// All that needs digits.
record PictureChecks() implements Check {
    @Override
    public String name() {
        return "digits";
    }

    @Override
    public void run(CheckOptions options, Report report) {
        Pictures pictures = Pictures.of(options);
        for (Check check : List.of(
                new ParityCheck(pictures),
                new DeterminismCheck(pictures),
                new EpochsCheck(pictures),
                new KernelTimes(pictures),
                new StepBenchmark(pictures))) {
            GpuCheck.guarded(check, options, report);
        }
    }
}
