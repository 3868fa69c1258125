package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.Libraries;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.testkit.cuda.StandInCuda;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The `cuda` kernel set without a GPU: its kernels run on processors, behind a stand-in for NVIDIA's driver.
public final class StandInGpu {
    /// Where compiled kernels are kept: see `KernelCode`.
    private static final String CACHE = "millrace.cuda.cache";

    private static final LargeProducts OWN = new LargeProducts(LargeProducts.Use.NEVER);

    private static final Optional<Libraries> LIBRARIES = libraries();

    private StandInGpu() {}

    private static Optional<Libraries> libraries() {
        System.setProperty(
                CACHE,
                Path.of(System.getProperty("java.io.tmpdir", ""), "millrace-kernels")
                        .toString());
        return StandInCuda.libraries().map(folder -> Libraries.in(List.of(folder)));
    }

    /// None without a C++ compiler, which has been said then.
    public static Optional<KernelSet> kernelSet() {
        return LIBRARIES.map(CudaKernelSet::of);
    }

    /// With cuBLASLt for all products but vectors', so that small networks have some.
    ///
    /// @param tf32 whether it rounds operands to TF32
    /// @param times of launches, where they are to be taken
    public static KernelSet withCublasLt(boolean tf32, @Nullable LaunchTimes times) {
        var use = tf32 ? LargeProducts.Use.TF32 : LargeProducts.Use.IF_THERE;
        return CudaKernelSet.of(all().orElseThrow(), new LargeProducts(use, 1, 2), UnaryOperator.identity(), times);
    }

    /// The stand-ins for all libraries.
    static Optional<Libraries> all() {
        return StandInCuda.libraries()
                .map(folder ->
                        Libraries.in(List.of(folder, StandInCuda.cublasLt().orElseThrow())));
    }

    /// With kernels whose source is another.
    public static KernelSet altered(UnaryOperator<String> source) {
        return CudaKernelSet.of(LIBRARIES.orElseThrow(), OWN, source, null);
    }

    /// With each launch timed.
    public static KernelSet timed(LaunchTimes times) {
        return CudaKernelSet.of(LIBRARIES.orElseThrow(), OWN, UnaryOperator.identity(), times);
    }
}
