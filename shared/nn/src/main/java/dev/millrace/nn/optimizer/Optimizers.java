package dev.millrace.nn.optimizer;

import dev.millrace.nn.Kinds;
import dev.millrace.nn.Optimizer;
import java.util.List;

/// Every kind of optimizer that Millrace has.
public final class Optimizers {
    /// In the order in which messages name them. One that is added here needs an update in each kernel set, too: see
    /// `Updater` in `dev.millrace.engine.vector`, `CudaOptimizers` in `dev.millrace.engine.cuda` and `Nd4jOptimizers`
    /// in `dev.millrace.engine.nd4j`.
    public static final Kinds<Optimizer> KINDS = new Kinds<>(
            "optimizer",
            List.of(
                    SGD.KIND,
                    RMSprop.KIND,
                    Adagrad.KIND,
                    Adadelta.KIND,
                    Adam.KIND,
                    AdamW.KIND,
                    Adamax.KIND,
                    Nadam.KIND,
                    Lion.KIND,
                    Ftrl.KIND),
            true);

    private Optimizers() {}
}
