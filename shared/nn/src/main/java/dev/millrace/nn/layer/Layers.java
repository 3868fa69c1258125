package dev.millrace.nn.layer;

import dev.millrace.nn.Kinds;
import dev.millrace.nn.Layer;
import java.util.List;

/// Every kind of layer that Millrace has.
public final class Layers {
    /// In the order in which messages name them. A layer that is added here needs a lowering, too: see
    /// `dev.millrace.engine.program.Lowerings`.
    public static final Kinds<Layer> KINDS = new Kinds<>(
            "layer",
            List.of(
                    Dense.KIND,
                    ActivationLayer.KIND,
                    Dropout.KIND,
                    ActivityRegularization.KIND,
                    Rescaling.KIND,
                    Flatten.KIND,
                    Reshape.KIND,
                    Conv2D.KIND,
                    MaxPooling2D.KIND,
                    AveragePooling2D.KIND,
                    GlobalAveragePooling2D.KIND,
                    GlobalAveragePooling1D.KIND,
                    GlobalMaxPooling2D.KIND,
                    BatchNormalization.KIND,
                    LayerNormalization.KIND,
                    Embedding.KIND,
                    ReLU.KIND,
                    LeakyReLU.KIND,
                    ELU.KIND,
                    Softmax.KIND));

    private Layers() {}
}
