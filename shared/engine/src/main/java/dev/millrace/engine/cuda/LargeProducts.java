package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.CublasLt;
import dev.millrace.engine.cuda.driver.Driver;
import dev.millrace.engine.cuda.driver.Libraries;
import java.util.Optional;

/// Which products of matrices are left to cuBLASLt.
///
/// @param least multiplications that they take
/// @param thinnest of their three dimensions, none is less
record LargeProducts(Use use, long least, int thinnest) {
    /// The system property that lets cuBLASLt round operands to TF32: `true`. Off by default.
    static final String TF32 = "millrace.cuda.tf32";

    /// What is gained has to be worth a launch for bias and activation, and one for an update that would have come with
    /// the gradient: some 3 microseconds. If our kernels do 20 TFLOP/s on an H200 and cuBLASLt 55, that is so from 50
    /// million multiplications on; nearly three times as many, to be sure. Estimated: to be confirmed on a card.
    private static final long LEAST = 1L << 27;

    /// A tile of our kernels. What is thinner is bound by memory, and gains more by what is fused with it.
    private static final int THINNEST = 64;

    enum Use {
        /// Own kernels alone.
        NEVER,
        /// Where it is there, with all bits of a float.
        IF_THERE,
        /// With operands rounded to TF32.
        TF32
    }

    LargeProducts(Use use) {
        this(use, LEAST, THINNEST);
    }

    /// As the system property has it.
    ///
    /// @throws IllegalStateException if that is neither `true` nor `false`
    static LargeProducts ofThisMachine() {
        return new LargeProducts(
                switch (System.getProperty(TF32, "false")) {
                    case "true" -> Use.TF32;
                    case "false" -> Use.IF_THERE;
                    default ->
                        throw new IllegalStateException(
                                TF32 + " is true or false. Received: " + System.getProperty(TF32));
                });
    }

    /// Whether a product `(m, k) · (k, n)` is one.
    boolean hold(int m, int n, int k) {
        return Math.min(m, Math.min(n, k)) >= thinnest && (long) m * n * k >= least;
    }

    /// What computes them, if it is not our kernels.
    ///
    /// @throws IllegalStateException where TF32 is asked for and cuBLASLt is not there
    Optional<CublasLt> library(Libraries libraries, Driver driver) {
        if (use == Use.NEVER) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CublasLt(libraries, driver));
        } catch (IllegalStateException e) {
            if (use == Use.TF32) {
                throw new IllegalStateException("TF32 (-D" + TF32 + "=true) needs cuBLASLt. " + e.getMessage(), e);
            }
            return Optional.empty();
        }
    }
}
