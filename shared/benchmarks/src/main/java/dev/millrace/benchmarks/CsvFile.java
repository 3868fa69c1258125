package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// A table that is made up: numbers from 0 to 1 with six decimals, and a target `y` that depends on them.
final class CsvFile {
    private static final int DECIMALS = 1_000_000;

    private CsvFile() {}

    /// Writes columns `x0`, `x1`, … and `y`; the same for the same numbers.
    static void write(Path file, int rows, int columns) {
        var random = new SplittableRandom(1);
        try (var out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            var line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                line.append('x').append(column).append(',');
            }
            out.append(line).append("y\n");
            for (int row = 0; row < rows; row++) {
                line.setLength(0);
                long sum = 0;
                for (int column = 0; column < columns; column++) {
                    int value = random.nextInt(DECIMALS);
                    sum += column % 2 == 0 ? value : DECIMALS - value;
                    number(value, line).append(',');
                }
                out.append(number((int) (sum / columns), line)).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StringBuilder number(int millionths, StringBuilder to) {
        // The first digit of a number from 1,000,000 on is cut off: what is left are six, with zeros before.
        return to.append("0.").append(String.valueOf(DECIMALS + millionths % DECIMALS), 1, 7);
    }
}
