package dev.millrace.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.runs.OutputMeaning;
import dev.millrace.testkit.Seeds;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Json;
import dev.millrace.wire.Origin;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.Split;
import dev.millrace.wire.reports.ClassScore;
import dev.millrace.wire.reports.Report;
import dev.millrace.wire.reports.WorstExample;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClassTallyTest {
    private static final ClassTask THREE =
            new ClassTask(List.of("cat", "cow", "dog"), OutputMeaning.PROBABILITIES, List.of());

    /// Worked out by hand: of two cats one is taken for a cow, the cow is right, of three dogs one is taken for a cat.
    @Test
    void shouldCountByHand() {
        var tally = new ClassTally(THREE, 6);
        tally.add(batch(0, 1, 0, 0, 1, 2, 2, 2), new float[] {
            0.8f, 0.1f, 0.1f, 0.2f, 0.5f, 0.3f, 0.1f, 0.8f, 0.1f, 0.7f, 0.2f, 0.1f, 0, 0, 1, 0.25f, 0.25f, 0.5f
        });
        assertThat(tally.examples()).isEqualTo(6);
        assertThat(tally.perClass())
                .containsExactly(
                        new ClassScore(2, 2, 1, 0.5, 0.5, 0.5),
                        new ClassScore(1, 2, 1, 0.5, 1, 2 / 3.0),
                        new ClassScore(3, 2, 2, 1, 2 / 3.0, 0.8));
        assertThat(tally.cells())
                .containsExactly(
                        new Report.Cell(2, 2, 2),
                        new Report.Cell(0, 0, 1),
                        new Report.Cell(0, 1, 1),
                        new Report.Cell(1, 1, 1),
                        new Report.Cell(2, 0, 1));
        assertThat(tally.worst())
                .extracting(WorstExample::example, WorstExample::actual, WorstExample::predicted)
                .startsWith(tuple(3L, 2, 0), tuple(1L, 0, 1));
        WorstExample worst = tally.worst().getFirst();
        assertThat(worst.probability()).isCloseTo(0.1, within(1e-7));
        assertThat(worst.predictedProbability()).isCloseTo(0.7, within(1e-7));
        assertThat(worst.input().tensor().data().get(0)).isEqualTo((byte) 3);
        assertThat(worst.input().scale()).isEqualTo(0.5);
    }

    @Test
    void shouldShowAPictureAsOneThoughItWentIntoTheModelFlattened() {
        var task = new ClassTask(List.of("a", "b"), OutputMeaning.PROBABILITIES, List.of(2, 3));
        var tally = new ClassTally(task, 1);
        tally.add(batch(0, 6, 0), new float[] {0.5f, 0.5f});
        assertThat(tally.worst().getFirst().input().shape()).containsExactly(2, 3);
        var other = new ClassTally(task, 1);
        other.add(batch(0, 5, 0), new float[] {0.5f, 0.5f});
        assertThat(other.worst().getFirst().input().shape()).containsExactly(5);
    }

    @Test
    void shouldTakeOneOutputForTwoClasses() {
        var task = new ClassTask(List.of("no", "yes"), OutputMeaning.PROBABILITIES, List.of());
        var tally = new ClassTally(task, 4);
        tally.add(batch(0, 1, 0, 1, 1, 0), new float[] {0.25f, 0.75f, 0.5f, 1});
        assertThat(tally.cells())
                .containsExactlyInAnyOrder(
                        new Report.Cell(0, 0, 1),
                        new Report.Cell(0, 1, 1),
                        new Report.Cell(1, 1, 1),
                        new Report.Cell(1, 0, 1));
        assertThat(tally.worst())
                .extracting(WorstExample::example, WorstExample::probability, WorstExample::predictedProbability)
                .containsExactly(
                        tuple(3L, 0.0, 1.0), tuple(2L, 0.5, 0.5), tuple(0L, 0.75, 0.75), tuple(1L, 0.75, 0.75));
    }

    @Test
    void shouldMakeProbabilitiesOfLogits() {
        var tally = new ClassTally(new ClassTask(List.of("a", "b"), OutputMeaning.LOGITS, List.of()), 1);
        tally.add(batch(0, 1, 0), new float[] {0, (float) Math.log(3)});
        assertThat(tally.worst().getFirst().probability()).isCloseTo(0.25, within(1e-6));
        var binary = new ClassTally(new ClassTask(List.of("a", "b"), OutputMeaning.BINARY_LOGITS, List.of()), 2);
        binary.add(batch(0, 1, 0, 1), new float[] {(float) Math.log(3), -1});
        assertThat(binary.worst().getLast().predictedProbability()).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-6));
        assertThat(binary.perClass().getFirst()).isEqualTo(new ClassScore(1, 1, 0, 0, 0, 0));
    }

    @Test
    void shouldCountEachExampleOnceWhateverItsWeight() {
        float[] outputs = {0.8f, 0.1f, 0.1f, 0.2f, 0.5f, 0.3f};
        BatchMessage plain = batch(0, 1, 0, 0);
        ByteBuffer weights = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0)
                .putFloat(100);
        var weighted = new BatchMessage(
                plain.runId(),
                plain.split(),
                0,
                0,
                0,
                1,
                plain.inputs(),
                plain.targets(),
                Optional.of(new Tensor(DType.F32, List.of(2), weights.flip())),
                plain.scale());
        var one = new ClassTally(THREE, 2);
        one.add(plain, outputs);
        var other = new ClassTally(THREE, 2);
        other.add(weighted, outputs);
        assertThat(report(other)).isEqualTo(report(one));
    }

    /// Against counts made in another way: 300 classes, in mini-batches of several sizes.
    @Seeds
    void shouldCountAsManyClassesAndMiniBatchesAsThereAre(long seed) {
        int classes = 300;
        int batchSize = 64;
        var random = new SplittableRandom(seed);
        var task = new ClassTask(
                IntStream.range(0, classes).mapToObj(String::valueOf).toList(), OutputMeaning.PROBABILITIES, List.of());
        var tally = new ClassTally(task, batchSize);
        Map<List<Integer>, Long> counts = new HashMap<>();
        record Seen(long number, double probability) {}
        List<Seen> seen = new ArrayList<>();
        for (int step = 0; step < 20; step++) {
            int[] labels = random.ints(step == 19 ? 7 : batchSize, 0, classes).toArray();
            float[] outputs = new float[labels.length * classes];
            for (int i = 0; i < labels.length; i++) {
                int predicted = random.nextInt(4) == 0 ? random.nextInt(classes) : labels[i];
                outputs[i * classes + predicted] = 0.6f;
                float probability = predicted == labels[i] ? 0.6f : random.nextInt(1000) / 2000f;
                outputs[i * classes + labels[i]] = probability;
                counts.merge(List.of(labels[i], predicted), 1L, Long::sum);
                seen.add(new Seen((long) step * batchSize + i, probability));
            }
            tally.add(batch(step, 1, labels), outputs);
        }
        assertThat(tally.cells())
                .hasSameSizeAs(counts.keySet())
                .allSatisfy(cell ->
                        assertThat(cell.count()).isEqualTo(counts.get(List.of(cell.actual(), cell.predicted()))))
                .isSortedAccordingTo(
                        Comparator.comparingLong(Report.Cell::count).reversed());
        List<ClassScore> scores = tally.perClass();
        for (int k = 0; k < classes; k++) {
            int number = k;
            long support = sum(counts, pair -> pair.getFirst() == number);
            long predicted = sum(counts, pair -> pair.getLast() == number);
            long correct = counts.getOrDefault(List.of(k, k), 0L);
            assertThat(scores.get(k)).isEqualTo(ClassScore.of(support, predicted, correct));
        }
        seen.sort(Comparator.comparingDouble(Seen::probability).thenComparingLong(Seen::number));
        assertThat(tally.worst())
                .extracting(WorstExample::example)
                .containsExactlyElementsOf(
                        seen.stream().limit(16).map(Seen::number).toList());
    }

    private static long sum(Map<List<Integer>, Long> counts, Predicate<List<Integer>> wanted) {
        return counts.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Test
    void shouldMakeNoReportThatIsTooLarge() {
        int classes = Report.MAX_CLASSES;
        var task = new ClassTask(
                IntStream.range(0, classes)
                        .mapToObj(i -> "\"".repeat(Report.MAX_NAME_LENGTH))
                        .toList(),
                OutputMeaning.PROBABILITIES,
                List.of());
        var tally = new ClassTally(task, classes);
        int[] labels = IntStream.range(0, classes).toArray();
        for (int step = 0; step < 12; step++) {
            float[] outputs = new float[classes * classes];
            for (int i = 0; i < classes; i++) {
                outputs[i * classes + (i + step) % classes] = 1;
            }
            tally.add(batch(step, WorstExample.MAX_INPUT_BYTES, labels), outputs);
        }
        assertThat(tally.cells()).hasSize(Report.MAX_CELLS);
        Report report = report(tally);
        assertThat(Json.encode(report)).hasSizeLessThan(Report.MAX_BYTES);
        assertThat(report.perClass()).hasSize(classes);
        assertThat(report.confusion()).isNotEmpty();
    }

    @Test
    void shouldShowFewerExamplesBeforeFewerCells() {
        var tally = new ClassTally(THREE, 20);
        int[] labels = new int[20];
        tally.add(batch(0, WorstExample.MAX_INPUT_BYTES, labels), new float[60]);
        Report report = report(tally);
        assertThat(report.confusion()).isEqualTo(tally.cells());
        assertThat(report.worst()).hasSizeBetween(9, 11);
        var larger = new ClassTally(THREE, 20);
        larger.add(batch(0, WorstExample.MAX_INPUT_BYTES + 1, labels), new float[60]);
        assertThat(report(larger).worst()).isEmpty();
    }

    private static Report report(ClassTally tally) {
        var origin = new Origin("evaluator", "here");
        var manifest = new CheckpointManifest(
                "run",
                "step-1",
                CheckpointManifest.Cause.EPOCH,
                1,
                1,
                1,
                1,
                1,
                "",
                new CheckpointManifest.Provenance(origin, "0", "none", 1, 0, 0),
                Instant.EPOCH);
        return new Reports(manifest, 0, Instant.EPOCH, origin).of(Split.TEST, tally);
    }

    /// Examples whose first byte is their place in the mini-batch.
    private static BatchMessage batch(int step, int inputBytes, int... labels) {
        byte[] inputs = new byte[labels.length * inputBytes];
        ByteBuffer targets = ByteBuffer.allocate(4 * labels.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < labels.length; i++) {
            inputs[i * inputBytes] = (byte) i;
            targets.putInt(labels[i]);
        }
        return new BatchMessage(
                "run",
                Split.TEST,
                0,
                step,
                new Tensor(DType.U8, List.of(labels.length, inputBytes), ByteBuffer.wrap(inputs)),
                new Tensor(DType.I32, List.of(labels.length), targets.flip()),
                0.5f);
    }
}
