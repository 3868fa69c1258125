package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.engine.cuda.LaunchTimes;
import dev.millrace.engine.cuda.StandInGpu;
import dev.millrace.engine.cuda.driver.CudaException;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.kernel.DeviceLostException;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.layer.BatchNormalization;
import dev.millrace.nn.layer.Conv2D;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.layer.Flatten;
import dev.millrace.nn.layer.MaxPooling2D;
import dev.millrace.nn.layer.Reshape;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.testkit.cuda.StandInCuda;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The `cuda` kernel set on the stand-in, where nothing has an order that it was not given: against the reference, and
/// what it does when the device fails.
final class CudaKernelsTest {
    private static final int STEPS = 8;
    static final Sequential DENSE = Sequential.of(
            Shape.of(300),
            Dense.of(150, Activation.SIGMOID),
            Dense.of(70, Activation.RELU),
            Dense.of(10, Activation.SOFTMAX));
    static final Sequential CONVOLUTIONAL = Sequential.of(
            Shape.of(196),
            Reshape.of(14, 14, 1),
            Conv2D.of(6, 3, Activation.RELU),
            BatchNormalization.of(),
            MaxPooling2D.of(2),
            Flatten.of(),
            Dropout.of(0.3),
            Dense.of(10, Activation.SOFTMAX));

    @BeforeEach
    void reset() {
        assumeThat(StandInGpu.kernelSet()).as("there is a C++ compiler").isPresent();
        StandInCuda.reset();
    }

    @AfterEach
    void tidy() {
        if (StandInGpu.kernelSet().isPresent()) {
            StandInCuda.reset();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void shouldAgreeWithTheReference(int seed) {
        StandInCuda.order(StandInCuda.Order.RANDOM, seed);
        VectorKernelsTest.assertAgreesWithTheReference(set(), seed);
    }

    @Test
    void shouldTrainAConvolutionalNetworkAsTheReferenceDoes() {
        TrainedModel expected = trained(KernelSets.nd4j(), CONVOLUTIONAL, new SGD(0.01, 0.9, false), 20);
        TrainedModel actual = trained(set(), CONVOLUTIONAL, new SGD(0.01, 0.9, false), 20);
        VectorKernelsTest.assertClose(actual, expected, "convolutional");
    }

    /// A missing barrier or a read that is not waited for shows in one order or another.
    @ParameterizedTest
    @ValueSource(ints = {1, 37, 100, 300})
    void shouldComputeTheSameBitsInAnyOrder(int size) {
        for (Sequential model : List.of(DENSE, CONVOLUTIONAL)) {
            for (Optimizer optimizer : List.of(new SGD(0.1, 0, false), new Adam())) {
                Set<List<Integer>> bits = new HashSet<>();
                for (StandInCuda.Order order : StandInCuda.Order.values()) {
                    StandInCuda.order(order, size);
                    bits.add(NetworkTest.bits(trained(set(), model, optimizer, size)));
                }
                assertThat(bits).as("%s, %s", model, optimizer).hasSize(1);
            }
        }
    }

    /// Such a step is fused: a kernel less would be one that is missing.
    @Test
    void shouldTrainATextbookNetworkInFewLaunches() {
        try (Network network = Network.create(set(), DENSE, compile(new Adam()), 1)) {
            var scores = new MetricAccumulators(DENSE, compile(new Adam()));
            var random = new SplittableRandom(1);
            network.trainStep(batch(random, DENSE, 100), scores);
            network.trainStep(batch(random, DENSE, 100), scores);
            long before = StandInCuda.calls();
            network.trainStep(batch(random, DENSE, 100), scores);
            // A record: wait, copy, record, wait, unpack, record. The graph. The scores' copy.
            assertThat(StandInCuda.calls() - before).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void shouldTellHowLongEachKernelOfAStepTakes() {
        var times = new LaunchTimes();
        List<Integer> timed = NetworkTest.bits(trained(StandInGpu.timed(times), DENSE, new Adam(), 100));
        assertThat(timed).isEqualTo(NetworkTest.bits(trained(set(), DENSE, new Adam(), 100)));
        assertThat(times.micros().values()).isNotEmpty().allMatch(micros -> micros > 0);
        assertThat(times.micros().keySet())
                .as("gradients go through activations and weights are updated where these are made")
                .anyMatch(kernel -> kernel.startsWith("update_dense_"))
                .noneMatch(kernel -> kernel.equals("update") || kernel.startsWith("product_left"));
        times.reset();
        assertThat(times.micros()).isEmpty();
    }

    /// Each of the driver's calls fails once: what comes of it names the call, and the next network trains.
    @ParameterizedTest
    @ValueSource(ints = {700, 719})
    void shouldSayWhatFailedAndTrainAgain(int error) {
        List<Integer> expected = NetworkTest.bits(trained(set(), DENSE, new Adam(), 40));
        StandInCuda.reset();
        long before = StandInCuda.calls();
        trained(set(), DENSE, new Adam(), 40);
        int calls = Math.toIntExact(StandInCuda.calls() - before);
        assertThat(calls).isGreaterThan(100);
        int step = Math.max(1, calls / 60);
        for (int call = 1; call < calls; call += step) {
            StandInCuda.reset();
            StandInCuda.inject(call, error);
            assertThatThrownBy(() -> trained(set(), DENSE, new Adam(), 40))
                    .as("call %d of %d", call, calls)
                    .isInstanceOfAny(CudaException.class, IllegalStateException.class)
                    .hasMessageMatching("(?s).*cu[A-Z]\\w+ failed with error " + error + " \\(CUDA_ERROR_\\w+: .*");
        }
        StandInCuda.reset();
        assertThat(NetworkTest.bits(trained(set(), DENSE, new Adam(), 40))).isEqualTo(expected);
    }

    @Test
    void shouldSayThatTheDeviceIsLostWhereItCannotBeTakenAnew() {
        KernelSet set = set();
        List<Integer> expected = NetworkTest.bits(trained(set, DENSE, new Adam(), 4));
        StandInCuda.inject(20, 719);
        assertThatThrownBy(() -> trained(set, DENSE, new Adam(), 4))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("failed with error 719");
        for (int again = 0; again < 2; again++) {
            assertThatThrownBy(set::memory).isInstanceOf(DeviceLostException.class);
            assertThatThrownBy(() -> trained(set, DENSE, new Adam(), 4))
                    .isInstanceOf(DeviceLostException.class)
                    .hasMessageMatching("The GPU is lost to this process: cu\\w+ failed with error 719"
                            + " \\(CUDA_ERROR_\\w+: .*\\)\\. Start the process anew\\.");
        }
        StandInCuda.reset();
        assertThat(NetworkTest.bits(trained(set, DENSE, new Adam(), 4))).isEqualTo(expected);
    }

    @Test
    void shouldSayThatTheDeviceHasTooLittleMemory() {
        StandInCuda.memory(8 << 20);
        assertThatThrownBy(() ->
                        trained(set(), Sequential.of(Shape.of(300), Dense.of(20_000), Dense.of(10)), new Adam(), 4))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("cuMemAlloc_v2 failed with error 2 (CUDA_ERROR_OUT_OF_MEMORY");
        StandInCuda.reset();
        assertThat(trained(set(), DENSE, new Adam(), 4).weights()).isNotEmpty();
    }

    /// That these tests would notice.
    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void shouldNoticeWhatIsLeftOut(StandInCuda.Sabotage sabotage) {
        List<Integer> expected = NetworkTest.bits(trained(set(), DENSE, new Adam(), 100));
        List<List<Integer>> seen = new ArrayList<>();
        for (int seed = 0; seed < 5; seed++) {
            StandInCuda.reset();
            StandInCuda.order(StandInCuda.Order.RANDOM, seed);
            StandInCuda.sabotage(sabotage);
            try {
                seen.add(NetworkTest.bits(trained(set(), DENSE, new Adam(), 100)));
            } catch (CudaException | IllegalStateException e) {
                seen.add(List.of());
            }
        }
        assertThat(seen).as("training went wrong at least once").anyMatch(bits -> !bits.equals(expected));
    }

    @Test
    void shouldNoticeABarrierThatIsLeftOutOfAnyProduct() {
        List<Integer> expected = NetworkTest.bits(trained(set(), DENSE, new Adam(), 100));
        String barrier = "__syncthreads();";
        UnaryOperator<String> without = source -> {
            int at = source.indexOf(barrier, source.indexOf("#line 1 \"products.cu\""));
            return source.substring(0, at) + source.substring(at + barrier.length());
        };
        Set<List<Integer>> seen = new HashSet<>();
        for (StandInCuda.Order order : StandInCuda.Order.values()) {
            StandInCuda.reset();
            StandInCuda.order(order, 3);
            seen.add(NetworkTest.bits(trained(StandInGpu.altered(without), DENSE, new Adam(), 100)));
        }
        assertThat(seen).anyMatch(bits -> !bits.equals(expected));
    }

    private static KernelSet set() {
        return StandInGpu.kernelSet().orElseThrow();
    }

    static Compile compile(Optimizer optimizer) {
        return new Compile(optimizer, new SparseCategoricalCrossentropy(), Metrics.ACCURACY);
    }

    static Batch batch(SplittableRandom random, Sequential model, int size) {
        return VectorKernelsTest.batch(random, size, model.inputShape().size(), 10, 0.3);
    }

    static TrainedModel trained(KernelSet set, Sequential model, Optimizer optimizer, int size) {
        Compile compile = compile(optimizer);
        var scores = new MetricAccumulators(model, compile);
        var random = new SplittableRandom(size);
        try (Network network = Network.create(set, model, compile, 1)) {
            for (int step = 0; step < STEPS; step++) {
                network.trainStep(batch(random, model, size), scores);
            }
            // Read while the steps that come last may still be under way.
            scores.results();
            return network.snapshot();
        }
    }
}
