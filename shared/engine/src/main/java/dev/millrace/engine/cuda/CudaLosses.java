package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.nn.Loss;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.BinaryFocalCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.CategoricalFocalCrossentropy;
import dev.millrace.nn.loss.CategoricalHinge;
import dev.millrace.nn.loss.CosineSimilarity;
import dev.millrace.nn.loss.Hinge;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.KLDivergence;
import dev.millrace.nn.loss.LogCosh;
import dev.millrace.nn.loss.MeanAbsoluteError;
import dev.millrace.nn.loss.MeanAbsolutePercentageError;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.MeanSquaredLogarithmicError;
import dev.millrace.nn.loss.Poisson;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.loss.SquaredHinge;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// This kernel set's registry of losses: `losses.cu`.
final class CudaLosses {
    private static final int THREADS = 1024;

    /// Losses that are sums over columns of a function of a prediction and its target.
    enum Kind {
        SQUARED,
        ABSOLUTE,
        HUBER,
        PERCENTAGE,
        LOGARITHMIC,
        LOG_COSH,
        POISSON,
        DIVERGENCE,
        BINARY,
        BINARY_FUSED,
        BINARY_LOGITS,
        FOCAL,
        FOCAL_LOGITS
    }

    private final CudaKernels kernels;

    CudaLosses(CudaKernels kernels) {
        this.kernels = kernels;
    }

    /// As `Kernels.loss` has it.
    CudaChain bind(
            Loss loss,
            boolean fused,
            Matrix predictions,
            Matrix targets,
            @Nullable Buffer weights,
            Buffer losses,
            @Nullable Matrix gradient) {
        return new Binding(kernels, fused, predictions.rows(), predictions.columns(), targets, new Object[] {
                    address(predictions), address(targets), address(weights), address(losses), address(gradient)
                })
                .of(loss);
    }

    /// A loss that is being bound.
    ///
    /// @param operands the last arguments of every kernel
    // The operands are what they hold, and never compared.
    @SuppressWarnings("ArrayRecordComponent")
    private record Binding(
            CudaKernels kernels, boolean fused, int rows, int columns, Matrix targets, Object[] operands) {
        CudaChain of(Loss loss) {
            return switch (loss) {
                case CategoricalCrossentropy l -> categorical(l.fromLogits(), l.labelSmoothing());
                case SparseCategoricalCrossentropy l -> categorical(l.fromLogits(), 0);
                case CategoricalFocalCrossentropy l ->
                    rows(
                            "categorical_focal_loss_rows",
                            l.fromLogits() ? 1 : 0,
                            (float) l.alpha(),
                            (float) l.gamma(),
                            keep(l.labelSmoothing()),
                            (float) (l.labelSmoothing() / columns));
                case CategoricalHinge l -> rows("categorical_hinge_loss_rows");
                case CosineSimilarity l -> rows("cosine_loss_rows");
                case Hinge l -> hinge(false);
                case SquaredHinge l -> hinge(true);
                case BinaryCrossentropy l ->
                    element(
                            l.fromLogits() ? Kind.BINARY_LOGITS : fused ? Kind.BINARY_FUSED : Kind.BINARY,
                            l.labelSmoothing());
                case BinaryFocalCrossentropy l -> focal(l);
                case Huber l -> element(Kind.HUBER, 0, (float) l.delta());
                case MeanSquaredError l -> element(Kind.SQUARED, 0);
                case MeanAbsoluteError l -> element(Kind.ABSOLUTE, 0);
                case MeanAbsolutePercentageError l -> element(Kind.PERCENTAGE, 0);
                case MeanSquaredLogarithmicError l -> element(Kind.LOGARITHMIC, 0);
                case LogCosh l -> element(Kind.LOG_COSH, 0);
                case Poisson l -> element(Kind.POISSON, 0);
                case KLDivergence l -> element(Kind.DIVERGENCE, 0);
                default -> throw new IllegalArgumentException("No kernel is registered for " + loss);
            };
        }

        private CudaChain categorical(boolean fromLogits, double smoothing) {
            float keep = keep(smoothing);
            float lift = (float) (smoothing / columns);
            return fromLogits
                    ? rows("categorical_logits_loss_rows", keep, lift)
                    : rows("categorical_loss_rows", fused ? 1 : 0, keep, lift);
        }

        private CudaChain hinge(boolean squared) {
            long binary = kernels.scratch(1).address();
            return new CudaChain(kernels.device())
                    .launch(
                            "all_binary",
                            CudaChain.Grid.of(1),
                            THREADS,
                            targets.buffer().size(),
                            address(targets),
                            binary)
                    .then(rows("hinge_loss_rows", squared ? 1 : 0, binary));
        }

        private CudaChain focal(BinaryFocalCrossentropy loss) {
            boolean balanced = loss.applyClassBalancing();
            return element(
                    loss.fromLogits() ? Kind.FOCAL_LOGITS : Kind.FOCAL,
                    loss.labelSmoothing(),
                    (float) loss.gamma(),
                    balanced ? (float) (2 * loss.alpha() - 1) : 0,
                    balanced ? (float) (1 - loss.alpha()) : 1);
        }

        /// @param smoothing `s` in targets `y * (1 - s) + s / 2`
        /// @param constants at most three
        private CudaChain element(Kind kind, double smoothing, float... constants) {
            float factor = kind == Kind.DIVERGENCE ? 1 : 1f / columns;
            float[] k = Arrays.copyOf(constants, 3);
            return rows(
                    "element_loss_rows",
                    CudaDefines.code(kind),
                    factor,
                    keep(smoothing),
                    (float) (smoothing / 2),
                    k[0],
                    k[1],
                    k[2]);
        }

        private static float keep(double smoothing) {
            return (float) (1 - smoothing);
        }

        /// @param own arguments between the columns and the operands
        private CudaChain rows(String kernel, Object... own) {
            return new CudaChain(kernels.device()).rows(kernel, rows, columns, own, operands);
        }
    }
}
