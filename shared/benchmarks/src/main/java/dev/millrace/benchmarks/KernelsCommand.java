package dev.millrace.benchmarks;

import dev.millrace.standalone.experiment.Plot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// `kernels`: a training step and the matrix product, `vector` beside `nd4j` and OpenBLAS, measured by JMH.
@Command(
        name = "kernels",
        description = {
            "Microseconds of a training step and of a matrix product, by JMH: the kernel set 'vector' beside 'nd4j', and the",
            "product beside a newer OpenBLAS than ND4J's.",
            "All that follows is given to JMH: -prof gc, -p batchSize=1 -p optimizer=sgd, -f 3, TrainStep."
        },
        mixinStandardHelpOptions = true)
final class KernelsCommand implements Callable<Integer> {
    @Unmatched
    private List<String> options = new ArrayList<>();

    /// What JMH says about one benchmark.
    private record Measured(
            String benchmark,
            Map<String, String> parameters,
            double score,
            double error,
            String unit,
            Map<String, Double> secondary) {
        static Measured of(RunResult result) {
            BenchmarkParams params = result.getParams();
            Map<String, String> parameters = new TreeMap<>();
            params.getParamsKeys().forEach(key -> parameters.put(key, params.getParam(key)));
            Map<String, Double> secondary = new TreeMap<>();
            result.getSecondaryResults().forEach((name, r) -> finite(secondary, name, r.getScore()));
            double error = result.getPrimaryResult().getScoreError();
            return new Measured(
                    params.getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1"),
                    parameters,
                    result.getPrimaryResult().getScore(),
                    Double.isFinite(error) ? error : 0,
                    result.getPrimaryResult().getScoreUnit(),
                    secondary);
        }

        private static void finite(Map<String, Double> values, String name, double value) {
            if (Double.isFinite(value)) {
                values.put(name, value);
            }
        }

        /// Everything but the batch size.
        String line() {
            Map<String, String> others = new TreeMap<>(parameters);
            others.remove("batchSize");
            return benchmark + " " + String.join(" ", others.values());
        }

        int batchSize() {
            return Integer.parseInt(parameters.getOrDefault("batchSize", "1"));
        }
    }

    @Override
    public Integer call() throws RunnerException, CommandLineOptionException {
        Collection<RunResult> results = new Runner(new CommandLineOptions(options.toArray(String[]::new))).run();
        List<Measured> measured = results.stream().map(Measured::of).toList();
        var table = new Table("benchmark", "batch size", "score", "+-", "unit", "bytes allocated");
        for (Measured m : measured) {
            table.add(
                    m.line(),
                    String.valueOf(m.batchSize()),
                    Table.number(2, m.score()),
                    Table.number(2, m.error()),
                    m.unit(),
                    Table.number(0, m.secondary().getOrDefault("gc.alloc.rate.norm", Double.NaN)));
        }
        Findings.publish("kernels", measured, table, plot(measured));
        return 0;
    }

    private static Plot plot(List<Measured> measured) {
        return new Plot(
                "Kernels",
                measured.stream()
                        .map(Measured::benchmark)
                        .distinct()
                        .map(name -> new Plot.Panel(
                                new Plot.Axis("batch size", true),
                                new Plot.Axis(name + ", microseconds", true),
                                measured.stream()
                                        .filter(m -> m.benchmark().equals(name))
                                        .map(Measured::line)
                                        .distinct()
                                        .map(line -> series(measured, line))
                                        .toList()))
                        .toList());
    }

    private static Plot.Series series(List<Measured> measured, String line) {
        return new Plot.Series(
                line,
                measured.stream()
                        .filter(m -> m.line().equals(line))
                        .map(m -> new Plot.Point(m.batchSize(), m.score()))
                        .toList());
    }
}
