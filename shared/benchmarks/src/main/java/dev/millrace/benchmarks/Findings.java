package dev.millrace.benchmarks;

import dev.millrace.standalone.experiment.Plot;
import dev.millrace.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// What a benchmark leaves behind: `NAME.json` and `NAME.svg` in a folder, and a table.
///
/// @param measurements every one, so that others can do their own sums
record Findings(String benchmark, Machine machine, Instant at, Object measurements) {
    /// Writes both files and prints the table.
    static void publish(String name, Object measurements, Table table, Plot plot) {
        Path json = write(name, measurements, plot);
        System.out.print(table);
        System.err.println("Written: " + json + " and " + name + ".svg beside it.");
    }

    /// Writes both files, over those of a time before.
    static Path write(String name, Object measurements, Plot plot) {
        Path folder = Machine.root().resolve("shared/benchmarks/target/benchmarks");
        try {
            Files.createDirectories(folder);
            Path json = folder.resolve(name + ".json");
            Files.write(json, Json.encode(new Findings(name, Machine.here(), Instant.now(), measurements)));
            Files.writeString(folder.resolve(name + ".svg"), plot.svg());
            return json;
        } catch (IOException e) {
            throw new MeasurementException("Cannot write the results: " + e);
        }
    }
}
