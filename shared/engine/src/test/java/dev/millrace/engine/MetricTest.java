package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.score.PairSums;
import dev.millrace.engine.score.ScoreSums;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.metric.Metrics;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every metric on every kernel set against Keras (`metrics.json`), over several mini-batches, with weights and
/// without.
@Timeout(120)
class MetricTest {
    static Stream<Arguments> cases() {
        return Golden.KERNEL_SETS.stream()
                .flatMap(set -> Golden.METRICS.valueStream().map(golden -> Arguments.of(set, golden)));
    }

    @Test
    void shouldCoverEveryMetric() {
        List<String> covered = Golden.METRICS
                .valueStream()
                .map(golden -> golden.get("metric").get("class_name").asText())
                .toList();

        // Accuracy stands for another, whose sums are its own
        assertThat(Metrics.KINDS.kinds().stream().map(Kind::className).filter(name -> !name.equals("Accuracy")))
                .isSubsetOf(covered);
        assertThatThrownBy(() -> ScoreSums.of(Metrics.ACCURACY, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldMeasureAsKerasDoes(KernelSet set, JsonNode golden) {
        Metric metric = JsonConfig.read(Metrics.KINDS, golden.get("metric"));
        var plain = sums(metric, golden);
        var weighted = sums(metric, golden);
        assertThat(plain.result()).as("of nothing").isZero();

        for (JsonNode batch : golden.get("batches")) {
            add(set, metric, batch, plain, false);
            add(set, metric, batch, weighted, true);
        }

        assertThat(plain.result()).isCloseTo(golden.get("plain").asDouble(), close(golden.get("plain")));
        assertThat(weighted.result()).isCloseTo(golden.get("weighted").asDouble(), close(golden.get("weighted")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldGoOnFromItsSumsBitForBit(KernelSet set, JsonNode golden) {
        Metric metric = JsonConfig.read(Metrics.KINDS, golden.get("metric"));
        var through = sums(metric, golden);
        var before = sums(metric, golden);
        var after = sums(metric, golden);
        JsonNode batches = golden.get("batches");
        for (int i = 0; i < batches.size(); i++) {
            add(set, metric, batches.get(i), through, true);
            add(set, metric, batches.get(i), i == 0 ? before : after, true);
            if (i == 0) {
                System.arraycopy(before.sums(), 0, after.sums(), 0, before.sums().length);
            }
        }

        assertThat(after.sums())
                .isEqualTo(through.sums())
                .hasSameSizeAs(through.names().toArray());
        assertThat(after.result()).isEqualTo(through.result());
        assertThat(through.names()).doesNotHaveDuplicates();
    }

    private static ScoreSums sums(Metric metric, JsonNode golden) {
        return ScoreSums.of(metric, golden.get("batches").get(0).get("p").get(0).size());
    }

    private static void add(KernelSet set, Metric metric, JsonNode batch, ScoreSums to, boolean weighted) {
        try (Kernels kernels = set.open()) {
            Matrix predictions = Golden.matrix(kernels, batch.get("p"));
            Matrix targets = Golden.matrix(kernels, batch.get("y"));
            int rows = predictions.rows();
            Buffer values;
            if (to instanceof PairSums) {
                values = kernels.allocate(2 * predictions.buffer().size());
                kernels.pairs(predictions, targets, values).run();
            } else {
                values = kernels.allocate(rows);
                kernels.metric(metric, predictions, targets, values).run();
            }
            to.add(
                    FloatBuffer.wrap(Golden.download(values)),
                    0,
                    rows,
                    weighted ? FloatBuffer.wrap(Golden.floats(batch.get("weights"))) : null);
        }
    }

    private static Offset<Double> close(JsonNode expected) {
        return within(1e-6 * Math.max(1, Math.abs(expected.asDouble())));
    }
}
