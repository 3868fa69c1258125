package dev.millrace.benchmarks.gpu;

import dev.millrace.engine.cuda.driver.Attribute;
import dev.millrace.engine.cuda.driver.Compiler;
import dev.millrace.engine.cuda.driver.Driver;
import dev.millrace.engine.cuda.driver.Libraries;
import dev.millrace.engine.kernel.KernelSet;
import java.util.Locale;
import java.util.Map;

/// What machine this is, and how long the kernels take to compile for it.
record DeviceCheck() implements Check {
    @Override
    public String name() {
        return "device";
    }

    @Override
    public void run(CheckOptions options, Report report) {
        report.add(new Finding(
                "host",
                options.reference(),
                Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.arch") + ", Java "
                        + Runtime.version(),
                "",
                Verdict.MEASURED));
        KernelSet set = options.checked();
        if (!set.name().equals("cuda")) {
            report.add(Finding.skipped("device", set.name(), "not a GPU"));
            return;
        }
        device(options.driver(), set, report);
        if (options.quick()) {
            report.add(Finding.skipped("kernels compiled", set.name(), "--quick"));
            return;
        }
        // Nothing is kept from a time before: see the system property millrace.cuda.cache, which run sets.
        double first = open(set);
        double second = open(set);
        report.add(new Finding(
                "kernels compiled",
                set.name(),
                String.format(Locale.ROOT, "%.2f s", Math.max(0, first - second)),
                String.format(Locale.ROOT, "opened in %.2f s, compiled before in %.2f s", first, second),
                Verdict.MEASURED,
                Map.of("first", first, "second", second)));
    }

    private static void device(String installed, KernelSet set, Report report) {
        Libraries libraries = Libraries.ofThisMachine();
        var driver = new Driver(libraries);
        int device = driver.device(0);
        int cuda = driver.version();
        String capability = driver.attribute(device, Attribute.MAJOR) + "." + driver.attribute(device, Attribute.MINOR);
        int multiprocessors = driver.attribute(device, Attribute.MULTIPROCESSORS);
        String compiler = new Compiler(libraries, cuda / 1000).version();
        report.add(new Finding(
                "device",
                "cuda",
                driver.name(device) + ", compute capability " + capability + ", " + multiprocessors
                        + " multiprocessors",
                "",
                Verdict.MEASURED,
                Map.of("device", driver.name(device), "capability", capability, "multiprocessors", multiprocessors)));
        String version = cuda / 1000 + "." + cuda % 1000 / 10;
        report.add(new Finding(
                "driver",
                "cuda",
                installed + ", CUDA " + version + ", NVRTC " + compiler + ", " + set.exactName(),
                "",
                Verdict.MEASURED,
                Map.of("driver", installed, "cuda", version, "nvrtc", compiler, "kernels", set.exactName())));
    }

    /// Seconds until kernels are there.
    private static double open(KernelSet set) {
        long began = System.nanoTime();
        set.open().close();
        return (System.nanoTime() - began) / 1e9;
    }
}
