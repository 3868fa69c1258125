package dev.millrace.benchmarks.gpu;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Checks and measures the kernel set `cuda` on this machine: `shared/benchmarks/gpu/run` starts it, and says what
/// there is to tell it. Prints one table. Exits with 1 where something has failed or has not ended in time.
public final class GpuCheck {
    /// Seconds before the end at which what is left is given up.
    private static final int REST = 5;

    private GpuCheck() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        CheckOptions options = CheckOptions.of(args);
        var report = new Report(options.out().resolve("gpu-check.jsonl"));
        var done = new AtomicBoolean();
        Thread worker = Thread.ofPlatform().daemon().name("checks").start(() -> {
            all(options, report);
            done.set(true);
        });
        worker.join(TimeUnit.SECONDS.toMillis(options.minutes() * 60L - REST));
        if (!done.get()) {
            String why = worker.isAlive() ? options.minutes() + " minutes are over" : "an error, see above";
            report.add(new Finding("all checks", options.kernels(), "not done", why, Verdict.FAILED));
        }
        String table = report.table();
        Files.writeString(options.out().resolve("gpu-check.txt"), table);
        System.out.print(table);
        System.out.flush();
        // A GPU that does not answer holds up whoever waits for it.
        Runtime.getRuntime().halt(report.failed() ? 1 : 0);
    }

    /// All checks, one after another.
    static void all(CheckOptions options, Report report) {
        if (!guarded(new DeviceCheck(), options, report)) {
            return;
        }
        guarded(new GoldenCheck(), options, report);
        guarded(new PictureChecks(), options, report);
    }

    /// One check that breaks does not keep the others from being made.
    static boolean guarded(Check check, CheckOptions options, Report report) {
        report.say(check.name() + " ...");
        try {
            check.run(options, report);
            return true;
        } catch (RuntimeException e) {
            report.add(new Finding(
                    check.name(), options.kernels(), "broke", String.valueOf(e.getMessage()), Verdict.FAILED));
            e.printStackTrace();
            return false;
        }
    }
}
