package dev.millrace.standalone.look;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Schema;
import dev.millrace.nn.DType;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.BiConsumer;

/// The least and largest number among examples to train with, and the mean.
///
/// @param name what the numbers are: `inputs`, or a column of the targets
public record Range(String name, double min, double mean, double max) {
    /// Of all inputs, as the model sees them.
    static Range ofInputs(Dataset dataset) {
        Schema.Inputs form = dataset.schema().inputs();
        var statistics = new DoubleSummaryStatistics();
        each(
                dataset.train(),
                form.dtype(),
                form.shape().size(),
                Examples::copyInput,
                (i, value) -> statistics.accept(value * form.scale()));
        return of("inputs", statistics);
    }

    /// Of targets that are values, one for each column; of those that have no names, one for all.
    static List<Range> ofTargets(Dataset dataset, List<String> columns) {
        var form = dataset.schema().targets();
        List<DoubleSummaryStatistics> statistics = new ArrayList<>();
        List<String> names = columns.isEmpty() ? List.of("targets") : columns;
        names.forEach(name -> statistics.add(new DoubleSummaryStatistics()));
        each(
                dataset.train(),
                form.dtype(),
                form.shape().size(),
                Examples::copyTarget,
                (i, value) -> statistics.get(columns.isEmpty() ? 0 : i).accept(value));
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ranges.add(of(names.get(i), statistics.get(i)));
        }
        return ranges;
    }

    private static Range of(String name, DoubleSummaryStatistics statistics) {
        return new Range(name, statistics.getMin(), statistics.getAverage(), statistics.getMax());
    }

    private interface Copy {
        void of(Examples examples, int index, ByteBuffer to);
    }

    private static void each(Examples examples, DType dtype, int values, Copy copy, BiConsumer<Integer, Double> to) {
        ByteBuffer bytes = ByteBuffer.allocate(values * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int example = 0; example < examples.size(); example++) {
            copy.of(examples, example, bytes.clear());
            for (int i = 0; i < values; i++) {
                int at = i * dtype.bytes();
                to.accept(
                        i,
                        switch (dtype) {
                            case U8 -> (double) (bytes.get(at) & 0xff);
                            case I32 -> (double) bytes.getInt(at);
                            case F32 -> (double) bytes.getFloat(at);
                        });
            }
        }
    }
}
