package dev.millrace.nn.loss;

import dev.millrace.nn.Kinds;
import dev.millrace.nn.Loss;
import java.util.List;

/// Every kind of loss that Millrace has.
public final class Losses {
    /// A loss that is added here needs a kernel in each kernel set, too: see `Nd4jLosses`, `VectorLosses` and
    /// `CudaLosses` of the engine.
    public static final Kinds<Loss> KINDS = new Kinds<>(
            "loss",
            List.of(
                    CategoricalCrossentropy.KIND,
                    SparseCategoricalCrossentropy.KIND,
                    BinaryCrossentropy.KIND,
                    CategoricalFocalCrossentropy.KIND,
                    BinaryFocalCrossentropy.KIND,
                    MeanSquaredError.KIND,
                    MeanAbsoluteError.KIND,
                    MeanAbsolutePercentageError.KIND,
                    MeanSquaredLogarithmicError.KIND,
                    Huber.KIND,
                    LogCosh.KIND,
                    CosineSimilarity.KIND,
                    Hinge.KIND,
                    SquaredHinge.KIND,
                    CategoricalHinge.KIND,
                    KLDivergence.KIND,
                    Poisson.KIND));

    private Losses() {}
}
