package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.engine.cuda.LaunchTimes;
import dev.millrace.engine.cuda.StandInGpu;
import dev.millrace.engine.cuda.driver.CudaException;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.testkit.cuda.StandInCuda;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The `cuda` kernel set with products by cuBLASLt, which a stand-in plays.
final class CublasLtTest {
    private static final Sequential SMALL =
            Sequential.of(Shape.of(12), Dense.of(9, Activation.SIGMOID), Dense.of(10, Activation.SOFTMAX));

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
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldAgreeWithTheReference(int seed) {
        StandInCuda.order(StandInCuda.Order.RANDOM, seed);
        VectorKernelsTest.assertAgreesWithTheReference(set(), seed);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 37, 100})
    void shouldComputeTheSameBitsInAnyOrder(int size) {
        for (var model : List.of(CudaKernelsTest.DENSE, CudaKernelsTest.CONVOLUTIONAL)) {
            Set<List<Integer>> bits = new HashSet<>();
            for (StandInCuda.Order order : StandInCuda.Order.values()) {
                StandInCuda.order(order, size);
                bits.add(NetworkTest.bits(CudaKernelsTest.trained(set(), model, new Adam(), size)));
            }
            assertThat(bits).as("%s", model).hasSize(1);
            var expected = CudaKernelsTest.trained(KernelSets.nd4j(), model, new SGD(0.01, 0.9, false), size);
            var actual = CudaKernelsTest.trained(set(), model, new SGD(0.01, 0.9, false), size);
            VectorKernelsTest.assertClose(actual, expected, model.name());
        }
    }

    @Test
    void shouldLeaveProductsToCublasLtAndUpdateWeightsBehindThem() {
        var times = new LaunchTimes();
        CudaKernelsTest.trained(StandInGpu.withCublasLt(false, times), CudaKernelsTest.DENSE, new Adam(), 100);
        assertThat(times.micros())
                .containsKeys("cublaslt", "activate_biased", "slope_each", "column_sums", "update")
                .allSatisfy((launch, micros) -> assertThat(launch).doesNotMatch("product_.*|update_dense_.*"));
    }

    /// It is done first and captured later: then a step takes as few calls as with kernels of our own.
    @Test
    void shouldReplayProductsWithTheGraphOfAStep() {
        var model = CudaKernelsTest.DENSE;
        var compile = CudaKernelsTest.compile(new Adam());
        try (Network network = Network.create(set(), model, compile, 1)) {
            assertThat(network.kernels()).isEqualTo("cuda:cublaslt-13.0.0");
            var scores = new MetricAccumulators(model, compile);
            var random = new SplittableRandom(1);
            network.trainStep(CudaKernelsTest.batch(random, model, 100), scores);
            network.trainStep(CudaKernelsTest.batch(random, model, 100), scores);
            long before = StandInCuda.calls();
            network.trainStep(CudaKernelsTest.batch(random, model, 100), scores);
            assertThat(StandInCuda.calls() - before).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void shouldRoundToTf32WhereThatIsAskedFor() {
        var optimizer = new SGD(0.01, 0.9, false);
        var exact = CudaKernelsTest.trained(set(), CudaKernelsTest.DENSE, optimizer, 50);
        var rounded =
                CudaKernelsTest.trained(StandInGpu.withCublasLt(true, null), CudaKernelsTest.DENSE, optimizer, 50);
        assertThat(NetworkTest.bits(rounded)).isNotEqualTo(NetworkTest.bits(exact));
        for (int v = 0; v < exact.weights().size(); v++) {
            assertThat(rounded.weights().get(v).toArray())
                    .containsExactly(exact.weights().get(v).toArray(), within(1e-2f));
        }
    }

    /// Whatever call fails, in a product that is done or in one that is captured, it is named, and the next network
    /// trains.
    @Test
    void shouldSayWhatFailedAndTrainAgain() {
        KernelSet set = set();
        List<Integer> expected = NetworkTest.bits(trained(set));
        long before = StandInCuda.calls();
        trained(set);
        int calls = Math.toIntExact(StandInCuda.calls() - before);
        Set<String> named = new TreeSet<>();
        for (int call = 1; call <= calls; call++) {
            StandInCuda.reset();
            KernelSet other = set();
            StandInCuda.inject(call, 1);
            try {
                trained(other);
            } catch (CudaException | IllegalStateException e) {
                named.add(String.valueOf(e.getMessage()));
            }
            if (call % 10 == 0) {
                assertThat(NetworkTest.bits(trained(other)))
                        .as("after call %d", call)
                        .isEqualTo(expected);
            }
        }
        assertThat(named)
                .contains(
                        "cublasLtMatmul failed with error 13 (CUBLAS_STATUS_EXECUTION_FAILED: the function failed to"
                                + " launch on the GPU)",
                        "cublasLtCreate failed with error 1 (CUBLAS_STATUS_NOT_INITIALIZED: the library was not"
                                + " initialized)");
    }

    @Test
    void shouldSayThatTheWorkspaceHasNoRoom() {
        StandInCuda.memory(24 << 20);
        assertThatThrownBy(() -> trained(set()))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("cuMemAlloc_v2 failed with error 2 (CUDA_ERROR_OUT_OF_MEMORY");
    }

    private static TrainedModel trained(KernelSet set) {
        return CudaKernelsTest.trained(set, SMALL, new Adam(), 10);
    }

    private static KernelSet set() {
        return StandInGpu.withCublasLt(false, null);
    }
}
