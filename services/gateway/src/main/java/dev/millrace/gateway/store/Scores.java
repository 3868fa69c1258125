package dev.millrace.gateway.store;

import dev.millrace.gateway.series.Series;
import dev.millrace.wire.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which score of a run counts, and which is the best.
final class Scores {
    /// Where scores count more than where they come later.
    private static final List<Split> ORDER = List.of(Split.VALIDATION, Split.TEST, Split.TRAINING);

    private Scores() {}

    /// The best value of the metric that counts: the first of which more is better, else the loss.
    ///
    /// @param scores names of metrics of which more is better, the one that counts most first
    static Optional<RunRow.Best> best(Map<Split, Series> series, List<String> scores) {
        for (Split split : ORDER) {
            Series of = series.get(split);
            if (of != null && of.size() > 0) {
                Optional<RunRow.Best> best = best(split, of, scores);
                if (best.isPresent()) {
                    return best;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<RunRow.Best> best(Split split, Series series, List<String> scores) {
        Optional<String> telling =
                scores.stream().filter(series.names()::contains).findFirst();
        String metric = telling.orElse("loss");
        int index = series.extreme(metric, telling.isEmpty());
        return index < 0
                ? Optional.empty()
                : Optional.of(new RunRow.Best(split, metric, series.value(metric, index), series.step(index)));
    }
}
