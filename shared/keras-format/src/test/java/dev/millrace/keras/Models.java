package dev.millrace.keras;

import dev.millrace.nn.Activation;
import dev.millrace.nn.ActivationLayer;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerState;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Models to write.
final class Models {
    private Models() {}

    static Sequential small() {
        return Sequential.of(
                Shape.of(4),
                Dense.of(8, Activation.RELU).withName("hidden"),
                new Dense("", 5, Activation.TANH, false, Initializer.HE_UNIFORM, Initializer.ZEROS),
                Dense.of(3),
                ActivationLayer.of(Activation.SOFTMAX));
    }

    /// Every optimizer, with and without what adds to its slots.
    static Stream<Optimizer> optimizers() {
        return Stream.of(
                new Optimizer.SGD(),
                new Optimizer.SGD(0.125, 0.9, true),
                new Optimizer.RMSprop(),
                new Optimizer.RMSprop(0.01, 0.8, 0.5, 1e-6, false),
                new Optimizer.RMSprop(0.01, 0.8, 0, 1e-6, true),
                new Optimizer.RMSprop(0.01, 0.8, 0.5, 1e-6, true),
                new Optimizer.Adam(),
                new Optimizer.Adam(0.002, 0.8, 0.99, 1e-6, true),
                new Optimizer.Adagrad(0.01, 0.2, 1e-6),
                new Optimizer.Adadelta(0.5, 0.9, 1e-6),
                new Optimizer.Adamax(0.01, 0.8, 0.99, 1e-6),
                new Optimizer.Nadam(0.01, 0.8, 0.99, 1e-6));
    }

    static Compile compile(Optimizer optimizer) {
        return new Compile(
                optimizer,
                new Loss.CategoricalCrossentropy(false, 0.1),
                Metric.ACCURACY,
                new Metric.CategoricalAccuracy());
    }

    /// A model after seven steps that never were; no value's square is larger than another value, as with real
    /// moments.
    static TrainedModel trained(Optimizer optimizer) {
        var random = new SplittableRandom(3);
        var model = small();
        return new TrainedModel(
                model,
                Optional.of(compile(optimizer)),
                values(model.weights(), random),
                Optional.of(new OptimizerState(7, values(optimizer.slots(model.weights()), random))));
    }

    static TrainedModel uncompiled() {
        var model = small();
        return new TrainedModel(
                model, Optional.empty(), values(model.weights(), new SplittableRandom(4)), Optional.empty());
    }

    private static List<Variable> values(List<VariableSpec> specs, SplittableRandom random) {
        return specs.stream()
                .map(spec -> {
                    float[] values = new float[spec.shape().size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = 0.25f + 0.25f * random.nextFloat();
                    }
                    return new Variable(spec.name(), spec.shape(), values);
                })
                .toList();
    }
}
