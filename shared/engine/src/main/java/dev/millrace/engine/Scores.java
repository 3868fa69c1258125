package dev.millrace.engine;

import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Running means over the examples seen since the last reset: the loss, then the metrics in the order in which the
/// model
/// was compiled with them.
///
/// The loss of an epoch is `sum(batch_loss * batch_size) / sum(batch_size)`, each with the weights as they were at
/// that step, as in Keras. Sums are kept in double precision. Not thread-safe.
public final class Scores {
    private final List<String> names;
    private final double[] totals;
    private final double[] counts;

    /// Scores of what `compile` asks for.
    public Scores(Compile compile) {
        this.names = Stream.concat(Stream.of("loss"), compile.metrics().stream().map(Named::kerasName))
                .toList();
        this.totals = new double[names.size()];
        this.counts = new double[names.size()];
    }

    /// `loss`, then the metrics under the names given to compile.
    public List<String> names() {
        return names;
    }

    /// Adds `count` values whose sum is `total` to the score at `index`.
    void add(int index, double total, double count) {
        totals[index] += total;
        counts[index] += count;
    }

    /// Forgets everything; an epoch starts so.
    public void reset() {
        restore(new double[2 * names.size()]);
    }

    /// The mean of each score by name, in order; 0 where nothing was added.
    public Map<String, Double> results() {
        Map<String, Double> results = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            results.put(names.get(i), counts[i] == 0 ? 0 : totals[i] / counts[i]);
        }
        return results;
    }

    /// Total and count of each score in turn: what a checkpoint carries.
    public double[] state() {
        double[] state = new double[2 * names.size()];
        for (int i = 0; i < names.size(); i++) {
            state[2 * i] = totals[i];
            state[2 * i + 1] = counts[i];
        }
        return state;
    }

    /// Goes on from a `state`, bit for bit.
    ///
    /// @throws DescriptionException if it is of other scores
    public void restore(double... state) {
        if (state.length != 2 * names.size()) {
            throw new DescriptionException("The state of " + names + " has a total and a count for each, "
                    + 2 * names.size() + " numbers. Received: " + state.length);
        }
        for (int i = 0; i < names.size(); i++) {
            totals[i] = state[2 * i];
            counts[i] = state[2 * i + 1];
        }
    }
}
