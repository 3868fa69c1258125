package dev.millrace.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.nn.Fit;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Split;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
