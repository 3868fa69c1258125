package dev.millrace.gateway.store;

import dev.millrace.gateway.series.Series;
import dev.millrace.wire.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which score of a run counts, and which is the best.
final class Scores {
    /// Where scores count more than where they come later.
    private static final List<Split> ORDER = List.of(Split.VALIDATION, Split.TEST, Split.TRAINING);

    /// Names, or their ends, of metrics of which more is better, the most telling first.
    private static final List<String> MORE_IS_BETTER =
            List.of("accuracy", "auc", "f1_score", "r2_score", "precision", "recall", "cosine_similarity");

    private Scores() {}

    /// The best value of the metric that counts: an accuracy or the like where there is one, else the loss.
    static Optional<RunRow.Best> best(Map<Split, Series> series) {
        for (Split split : ORDER) {
            Series of = series.get(split);
            if (of != null && of.size() > 0) {
                Optional<RunRow.Best> best = best(split, of);
                if (best.isPresent()) {
                    return best;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<RunRow.Best> best(Split split, Series series) {
        Set<String> names = series.names();
        Optional<String> telling = MORE_IS_BETTER.stream()
                .flatMap(end -> names.stream().filter(name -> name.endsWith(end)))
                .findFirst();
        String metric = telling.orElse("loss");
        int index = series.extreme(metric, telling.isEmpty());
        return index < 0
                ? Optional.empty()
                : Optional.of(new RunRow.Best(split, metric, series.value(metric, index), series.step(index)));
    }
}
