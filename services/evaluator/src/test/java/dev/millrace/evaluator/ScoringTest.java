package dev.millrace.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.wire.Split;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoringTest {
    @Test
    void shouldScoreEachSplitAskedForByItself() {
        try (var scoring = new Scoring(TwoClasses.MODEL, EnumSet.of(Split.VALIDATION, Split.TEST))) {
            scoring.add(TwoClasses.batch("run", Split.VALIDATION, new int[] {2, 0}, 0));
            scoring.add(TwoClasses.batch("run", Split.TEST, new int[] {2, 0, 0, 2}, 0, 0));
            scoring.add(TwoClasses.batch("run", Split.TEST, new int[] {0, 0}, 0));
            scoring.add(TwoClasses.batch("run", Split.TRAINING, new int[] {0, 2}, 0));
            Map<Split, Map<String, Double>> results = scoring.results();
            assertThat(results).containsOnlyKeys(Split.VALIDATION, Split.TEST);
            double right = Math.log(1 + Math.exp(-2));
            double wrong = Math.log(1 + Math.exp(2));
            close(results, Split.VALIDATION, "loss", right);
            close(results, Split.VALIDATION, "accuracy", 1);
            close(results, Split.TEST, "loss", (right + wrong + Math.log(2)) / 3);
            close(results, Split.TEST, "accuracy", 2 / 3.0);
        }
    }

    private static void close(Map<Split, Map<String, Double>> results, Split split, String name, double expected) {
        assertThat(results.getOrDefault(split, Map.of()).get(name))
                .as("%s %s", split, name)
                .isCloseTo(expected, within(1e-6));
    }
}
