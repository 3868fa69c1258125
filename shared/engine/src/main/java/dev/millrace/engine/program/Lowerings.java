package dev.millrace.engine.program;

import dev.millrace.nn.Layer;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.ActivityRegularization;
import dev.millrace.nn.layer.AveragePooling2D;
import dev.millrace.nn.layer.BatchNormalization;
import dev.millrace.nn.layer.Conv2D;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.layer.ELU;
import dev.millrace.nn.layer.Embedding;
import dev.millrace.nn.layer.Flatten;
import dev.millrace.nn.layer.Frozen;
import dev.millrace.nn.layer.GlobalAveragePooling1D;
import dev.millrace.nn.layer.GlobalAveragePooling2D;
import dev.millrace.nn.layer.GlobalMaxPooling2D;
import dev.millrace.nn.layer.LayerNormalization;
import dev.millrace.nn.layer.LeakyReLU;
import dev.millrace.nn.layer.MaxPooling2D;
import dev.millrace.nn.layer.ReLU;
import dev.millrace.nn.layer.Rescaling;
import dev.millrace.nn.layer.Reshape;
import dev.millrace.nn.layer.Softmax;
import java.util.HashMap;
import java.util.Map;

/// What each class of layers computes: the engine's registry of layers.
final class Lowerings {
    private static final Map<Class<? extends Layer>, Lowering<?>> ALL = new HashMap<>();

    static {
        add(Dense.class, new DenseLowering());
        add(ActivationLayer.class, new ActivationLowering());
        add(Dropout.class, new DropoutLowering());
        add(ActivityRegularization.class, new ActivityRegularizationLowering());
        add(Rescaling.class, new RescalingLowering());
        add(Flatten.class, new ReshapeLowering<Flatten>());
        add(Reshape.class, new ReshapeLowering<Reshape>());
        add(Conv2D.class, new Conv2DLowering());
        add(MaxPooling2D.class, new MaxPoolingLowering());
        add(AveragePooling2D.class, new AveragePoolingLowering());
        add(GlobalAveragePooling1D.class, new GlobalAverageLowering<GlobalAveragePooling1D>());
        add(GlobalAveragePooling2D.class, new GlobalAverageLowering<GlobalAveragePooling2D>());
        add(GlobalMaxPooling2D.class, new GlobalMaxLowering());
        add(BatchNormalization.class, new BatchNormalizationLowering());
        add(LayerNormalization.class, new LayerNormalizationLowering());
        add(Embedding.class, new EmbeddingLowering());
        add(ReLU.class, new RectifierLowering<ReLU>(RectifierLowering::of));
        add(LeakyReLU.class, new RectifierLowering<LeakyReLU>(RectifierLowering::of));
        add(ELU.class, new ELULowering());
        add(Softmax.class, new SoftmaxLowering());
        add(Frozen.class, new FrozenLowering());
    }

    private Lowerings() {}

    private static <L extends Layer> void add(Class<L> type, Lowering<L> lowering) {
        ALL.put(type, lowering);
    }

    /// What layers of the class of `layer` compute.
    @SuppressWarnings("unchecked")
    private static <L extends Layer> Lowering<L> of(L layer) {
        Lowering<?> lowering = ALL.get(layer.getClass());
        if (lowering == null) {
            throw new IllegalArgumentException("No lowering is registered for " + layer.getClass());
        }
        // Each is put in under the class that it is of.
        return (Lowering<L>) lowering;
    }

    /// Adds what the layer does in predictions.
    static <L extends Layer> Value forward(L layer, Value x, Place place) {
        return of(layer).forward(layer, x, place);
    }

    /// Adds what the layer does in the forward pass of training.
    static <L extends Layer> Value trainingForward(L layer, Value x, Place place) {
        return of(layer).trainingForward(layer, x, place);
    }

    /// Adds the layer's backward pass.
    static <L extends Layer> Value backward(L layer, Value x, Value y, Value dy, Place place) {
        return of(layer).backward(layer, x, y, dy, place);
    }

    /// Whether layers of this class can be computed.
    static boolean has(Class<? extends Layer> type) {
        return ALL.containsKey(type);
    }
}
