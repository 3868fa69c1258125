package dev.millrace.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.engine.KernelSets;
import dev.millrace.engine.cuda.LargeProducts.Use;
import dev.millrace.engine.cuda.driver.Libraries;
import dev.millrace.testkit.cuda.StandInCuda;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which products go to cuBLASLt, and what that makes of the kernel set's name.
final class LargeProductsTest {
    @AfterEach
    void tidy() {
        System.clearProperty(LargeProducts.TF32);
        System.clearProperty(Libraries.PROPERTY);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 500, 784, false", // the textbook's network, whose update comes with its gradients
        "1000, 500, 784, true",
        "784, 500, 1000, true",
        "512, 512, 512, true",
        "511, 512, 512, false",
        "30000, 30000, 1, false", // one example: the gradient of a large layer
        "1, 30000, 30000, false",
        "46000, 46000, 2000000000, true"
    })
    void shouldLeaveToCublasLtWhatIsWorthIt(int m, int n, int k, boolean large) {
        assertThat(new LargeProducts(Use.IF_THERE).hold(m, n, k)).isEqualTo(large);
    }

    @Test
    void shouldUseTf32WhereThatIsSaidAlone() {
        assertThat(LargeProducts.ofThisMachine().use()).isEqualTo(Use.IF_THERE);
        System.setProperty(LargeProducts.TF32, "true");
        assertThat(LargeProducts.ofThisMachine().use()).isEqualTo(Use.TF32);
        System.setProperty(LargeProducts.TF32, "on");
        assertThatThrownBy(LargeProducts::ofThisMachine)
                .hasMessage("millrace.cuda.tf32 is true or false. Received: on");
    }

    @Test
    void shouldNeedCublasLtForTf32Alone() {
        Libraries without = Libraries.in(List.of(folder()));
        var absent = CudaKernelSet.of(without, new LargeProducts(Use.IF_THERE), UnaryOperator.identity(), null);
        assertThat(absent.exactName()).isEqualTo("cuda:own");
        assertThat(absent).hasToString("cuda on Stand-in");
        assertThatThrownBy(() -> CudaKernelSet.of(without, new LargeProducts(Use.TF32), UnaryOperator.identity(), null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "TF32 (-Dmillrace.cuda.tf32=true) needs cuBLASLt. cuBLASLt (libcublasLt.so.12 or"
                                + " 13) was not found. Searched: ");
    }

    @Test
    void shouldNameWhatComputes() {
        folder();
        assertThat(StandInGpu.withCublasLt(false, null).exactName()).isEqualTo("cuda:cublaslt-13.0.0");
        assertThat(StandInGpu.withCublasLt(true, null).exactName()).isEqualTo("cuda:cublaslt-13.0.0:tf32");
        assertThat(StandInGpu.withCublasLt(true, null)).hasToString("cuda on Stand-in with cuBLASLt 13.0.0 (TF32)");
        assertThat(StandInGpu.withCublasLt(false, null).name()).isEqualTo("cuda");
    }

    /// As a run's checkpoint says: with TF32 or without, and without cuBLASLt even where that is.
    @ParameterizedTest
    @ValueSource(strings = {"cuda:own", "cuda:cublaslt-13.0.0", "cuda:cublaslt-13.0.0:tf32"})
    void shouldComputeWithTheKernelsOfAnExactName(String exactName) {
        useStandIns();
        assertThat(KernelSets.named(exactName).exactName()).isEqualTo(exactName);
        System.setProperty(LargeProducts.TF32, "true");
        assertThat(KernelSets.named(exactName).exactName()).isEqualTo(exactName);
        assertThat(KernelSets.named("cuda").exactName()).isEqualTo("cuda:cublaslt-13.0.0:tf32");
    }

    @Test
    void shouldRefuseTheKernelsOfAnotherVersion() {
        useStandIns();
        assertThatThrownBy(() -> KernelSets.named("cuda:cublaslt-12.6.4"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The kernel set 'cuda:cublaslt-12.6.4' does not work here: The kernels here are"
                        + " 'cuda:cublaslt-13.0.0'.");
        assertThatThrownBy(() -> KernelSets.named("cuda:cublaslt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Received: cuda:cublaslt");
    }

    private static Path folder() {
        assumeThat(StandInCuda.libraries()).as("there is a C++ compiler").isPresent();
        return StandInCuda.libraries().orElseThrow();
    }

    /// For who asks for CUDA by name; the other tests of this process go on with what they have.
    private static void useStandIns() {
        Path folder = folder();
        assertThat(KernelSets.forThisMachine().name()).isNotEqualTo("cuda");
        System.setProperty(
                Libraries.PROPERTY,
                folder + File.pathSeparator + StandInCuda.cublasLt().orElseThrow());
    }
}
