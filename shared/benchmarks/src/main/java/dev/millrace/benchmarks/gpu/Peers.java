package dev.millrace.benchmarks.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Steps of the same networks, written by hand in JAX and Torch.
///
/// @param file `steps.py`
/// @param pythons an interpreter that has it, by framework
/// @param out where what they say is kept
record Peers(Path file, Map<String, String> pythons, Path out) {
    static final List<String> FRAMEWORKS = List.of("jax", "torch");

    /// Seconds that the table and the end of a process may take.
    private static final int REST = 15;

    Peers {
        pythons = Map.copyOf(pythons);
    }

    /// @param ours microseconds of the same steps, by name
    void measure(Map<String, Double> ours, CheckOptions options, Report report) {
        for (int i = 0; i < FRAMEWORKS.size(); i++) {
            String framework = FRAMEWORKS.get(i);
            String python = pythons.get(framework);
            if (python == null) {
                report.add(Finding.skipped("steps of peers", framework, "no Python that has it was found"));
                continue;
            }
            long left = options.minutes() * 60L - report.seconds() - REST;
            measure(framework, python, left / (FRAMEWORKS.size() - i), ours, options.kernels(), report);
        }
    }

    private void measure(
            String framework, String python, long seconds, Map<String, Double> ours, String kernels, Report report) {
        List<String> command = new ArrayList<>(List.of(python, file.toString(), framework));
        StepCase.ALL.forEach(each -> command.add(each.toString()));
        Path said = out.resolve(framework + ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(said.toFile())
                    .redirectError(out.resolve(framework + ".err").toFile())
                    .start();
            boolean ended = process.waitFor(Math.max(1, seconds), TimeUnit.SECONDS);
            process.destroyForcibly().waitFor();
            for (String line : Files.readAllLines(said)) {
                if (line.startsWith("{") && line.endsWith("}")) {
                    report.add(finding(framework, new ObjectMapper().readTree(line), ours, kernels));
                }
            }
            if (!ended) {
                report.add(Finding.skipped("steps of peers", framework, "not done after " + seconds + " s"));
            } else if (process.exitValue() != 0) {
                report.add(Finding.skipped(
                        "steps of peers",
                        framework,
                        "exit code " + process.exitValue() + ", see " + framework + ".err"));
            }
        } catch (IOException e) {
            report.add(Finding.skipped("steps of peers", framework, String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Finding finding(String framework, JsonNode line, Map<String, Double> ours, String kernels) {
        if (line.has("skipped")) {
            return Finding.skipped(
                    line.has("case") ? "step " + line.get("case").asText() : "steps of peers",
                    framework,
                    line.get("skipped").asText());
        }
        String name = line.get("case").asText();
        double micros = line.get("micros").asDouble();
        double ratio = micros / ours.getOrDefault(name, Double.NaN);
        Map<String, Object> numbers = new TreeMap<>();
        line.properties()
                .forEach(field -> numbers.put(
                        field.getKey(),
                        field.getValue().isNumber()
                                ? field.getValue().numberValue()
                                : field.getValue().asText()));
        numbers.put("ratio", ratio);
        return new Finding(
                "step " + name,
                framework,
                String.format(
                        Locale.ROOT,
                        "%.1f µs (%.1f to %.1f)",
                        micros,
                        line.get("least").asDouble(),
                        line.get("most").asDouble()),
                String.format(Locale.ROOT, "%.2f times that of %s", ratio, kernels),
                Verdict.MEASURED,
                numbers);
    }
}
