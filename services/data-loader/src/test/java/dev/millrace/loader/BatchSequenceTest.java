package dev.millrace.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.Shuffle;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.wire.BatchAssembler;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSequenceTest {
    private static final Fit FIT = new Fit().withBatchSize(16).withEpochs(3).withSeed(5);

    @Test
    void shouldVisitEachExampleOnceInEachEpochInAnOrderOfItsOwn() {
        LoadPlan plan = Plans.plan(1000, 10, FIT);
        List<Integer> first = epoch(plan, 0);
        List<Integer> second = epoch(plan, 1);
        List<Integer> all = IntStream.range(0, 1000).boxed().toList();
        assertThat(first).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(all);
        assertThat(second).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(first);
    }

    @Test
    void shouldKeepTheOrderOfTheDatasetWhereNotShuffled() {
        LoadPlan plan = Plans.plan(100, 10, FIT.withShuffle(false));
        assertThat(epoch(plan, 2)).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void shouldGiveTheSameBytesToWhoeverGoesOnInTheMiddle() {
        LoadPlan plan = Plans.plan(200, 10, FIT);
        var undisturbed = new BatchSequence(plan);
        for (int epoch = 0; epoch < 3; epoch++) {
            for (int step = 0; step < plan.stepsPerEpoch(); step++) {
                byte[] expected = undisturbed.training(epoch, step).encode();
                assertThat(new BatchSequence(plan).training(epoch, step).encode())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldEndAnEpochWithWhatIsLeft() {
        LoadPlan plan = Plans.plan(100, 10, FIT);
        assertThat(plan.stepsPerEpoch()).isEqualTo(7);
        BatchMessage last = new BatchSequence(plan).training(0, 6);
        assertThat(last.size()).isEqualTo(4);
        assertThat(last.inputs().shape()).containsExactly(4, 4);
    }

    @Test
    void shouldGoOnInTheOrderWhereTheEpochBeforeEnded() {
        LoadPlan whole = Plans.plan(100, 10, FIT);
        LoadPlan parts =
                Plans.plan(100, 10, FIT.withStepsPerEpoch(3).withEpochs(5).withInitialEpoch(1));
        assertThat(parts.stepsPerEpoch()).isEqualTo(3);
        assertThat(parts.steps()).isEqualTo(12);
        var expected = new BatchSequence(whole);
        var sequence = new BatchSequence(parts);
        for (long step = 0; step < parts.steps(); step++) {
            int epoch = parts.epoch(step);
            int inEpoch = (int) (step % 3);
            assertThat(parts.stepsBefore(epoch, inEpoch)).isEqualTo(step);
            BatchMessage batch = sequence.training(epoch, inEpoch);
            // The first epoch's three steps are left out; a pass takes seven.
            int there = (int) step + 3;
            BatchMessage same = expected.training(there / 7, there % 7);
            assertThat(batch.key()).isEqualTo(BatchMessage.key(Split.TRAINING, epoch, inEpoch));
            assertThat(batch.inputs()).isEqualTo(same.inputs());
        }
    }

    @Test
    void shouldHoldBackTheLastExamplesForValidationAndKeepTheirOrder() {
        LoadPlan plan = Plans.plan(100, 30, FIT.withValidationSplit(0.25));
        assertThat(epoch(plan, 0)).hasSize(75).allMatch(number -> number < 75);
        List<BatchMessage> scored = evaluation(plan);
        assertThat(numbers(scored, Split.VALIDATION))
                .isEqualTo(IntStream.range(75, 100).boxed().toList());
        assertThat(numbers(scored, Split.TEST))
                .isEqualTo(IntStream.range(0, 30).boxed().toList());
    }

    @Test
    void shouldGiveEachInputItsLabel() {
        BatchMessage batch = new BatchSequence(Plans.plan(100, 10, FIT)).training(1, 0);
        ByteBuffer labels = batch.targets().data();
        for (int number : numbers(List.of(batch), Split.TRAINING)) {
            assertThat(labels.get()).isEqualTo((byte) (number % 10));
        }
    }

    @Test
    void shouldGiveEachExampleItsTargetAndItsWeight() {
        LoadPlan plan = weighted(100, new Fit().withBatchSize(7));
        BatchMessage batch = new BatchSequence(plan).training(0, 3);
        ByteBuffer inputs = batch.inputs().data();
        ByteBuffer weights = batch.weights().orElseThrow().data();
        ByteBuffer targets = batch.targets().data();
        for (int i = 0; i < 7; i++) {
            float number = inputs.getFloat();
            assertThat(inputs.getFloat()).isEqualTo(0.5f);
            assertThat(inputs.getFloat()).isEqualTo(-number);
            assertThat(targets.getFloat()).isEqualTo(number / 2);
            assertThat(weights.getFloat()).isEqualTo(number + 1);
        }
        assertThat(batch.targets().shape()).containsExactly(7, 1);
        List<BatchMessage> scored = evaluation(plan);
        assertThat(scored.stream()
                        .filter(b -> b.split() == Split.VALIDATION)
                        .mapToInt(BatchMessage::size)
                        .sum())
                .isEqualTo(20);
        assertThat(scored.stream()
                        .filter(b -> b.split() == Split.TEST)
                        .mapToInt(BatchMessage::size)
                        .sum())
                .isEqualTo(30);
        assertThat(scored).allMatch(b -> b.weights().isPresent());
    }

    @Test
    void shouldWeighExamplesByTheirClassInTrainingAlone() {
        Fit fit = FIT.withValidationSplit(0.1).withClassWeight(Map.of(3, 0.25, 9, 4.0));
        LoadPlan plan = Plans.plan(100, 10, fit);
        BatchMessage batch = new BatchSequence(plan).training(0, 0);
        ByteBuffer labels = batch.targets().data();
        ByteBuffer weights = batch.weights().orElseThrow().data();
        for (int i = 0; i < batch.size(); i++) {
            int label = labels.get();
            assertThat(weights.getFloat()).isEqualTo(label == 3 ? 0.25f : label == 9 ? 4 : 1);
        }
        assertThat(evaluation(plan)).noneMatch(b -> b.weights().isPresent());
    }

    @Test
    void shouldDivideAMiniBatchThatIsLargerThanARecord() {
        int batchSize = 150_000;
        LoadPlan plan = weighted(200_000, new Fit().withBatchSize(batchSize).withSeed(4));
        List<BatchMessage> parts = new ArrayList<>();
        new BatchSequence(plan).training(0, 0, (split, epoch, step, part, of, value) -> {
            assertThat(value.length).isLessThanOrEqualTo(Topics.MAX_VALUE_BYTES);
            assertThat(part).isEqualTo(parts.size());
            parts.add(decoded(value));
        });
        assertThat(parts).hasSize(4).allMatch(part -> part.parts() == 4);
        var assembler = new BatchAssembler(batchSize);
        BatchMessage whole = null;
        for (BatchMessage part : parts) {
            whole = assembler.add(part).orElse(null);
        }
        assertThat(whole).isEqualTo(new BatchSequence(plan).training(0, 0));
        assertThat(plan.batchBytes(Topics.MAX_VALUE_BYTES))
                .isGreaterThan(batchSize * 20L)
                .isLessThan(batchSize * 20L + 4 * 700);
    }

    @Test
    void shouldVisitMoreExamplesThanAWindowHolds() {
        int samples = Shuffle.WINDOW + 5;
        LoadPlan plan = weighted(samples, new Fit().withBatchSize(50_000).withSeed(4));
        var sequence = new BatchSequence(plan);
        boolean[] seen = new boolean[samples];
        for (int step = 0; step < plan.stepsPerEpoch(); step++) {
            BatchMessage batch = sequence.training(1, step);
            for (int i = 0; i < batch.size(); i++) {
                int number = (int) batch.inputs().data().getFloat(12 * i);
                assertThat(seen[number]).isFalse();
                seen[number] = true;
            }
            assertThat(new BatchSequence(plan).training(1, step)).isEqualTo(batch);
        }
        assertThat(seen).doesNotContain(false);
    }

    private static LoadPlan weighted(int train, Fit fit) {
        return new LoadPlan(
                "w",
                Plans.weighted(train, 20, 30),
                Sequential.of(Shape.of(3), Dense.of(1)),
                new Compile(new SGD(), new MeanSquaredError()),
                fit);
    }

    private static List<BatchMessage> evaluation(LoadPlan plan) {
        List<BatchMessage> batches = new ArrayList<>();
        new BatchSequence(plan).evaluation((split, epoch, step, part, parts, value) -> batches.add(decoded(value)));
        return batches;
    }

    private static BatchMessage decoded(byte[] value) {
        return switch (BatchMessage.decode(ByteBuffer.wrap(value))) {
            case Decoded.Ok<BatchMessage> ok -> ok.value();
            case Decoded.Malformed<BatchMessage> bad -> throw new AssertionError(bad.reason());
        };
    }

    private static List<Integer> epoch(LoadPlan plan, int epoch) {
        var sequence = new BatchSequence(plan);
        List<BatchMessage> batches = IntStream.range(0, plan.stepsPerEpoch())
                .mapToObj(step -> sequence.training(epoch, step))
                .toList();
        return numbers(batches, Split.TRAINING);
    }

    private static List<Integer> numbers(List<BatchMessage> batches, Split split) {
        List<Integer> numbers = new ArrayList<>();
        for (BatchMessage batch : batches) {
            ByteBuffer inputs = batch.inputs().data();
            for (int i = 0; i < batch.size() && batch.split() == split; i++) {
                numbers.add((inputs.get(4 * i) & 0xff) | (inputs.get(4 * i + 1) & 0xff) << 8);
            }
        }
        return numbers;
    }
}
