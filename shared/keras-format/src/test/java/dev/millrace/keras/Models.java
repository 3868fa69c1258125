package dev.millrace.keras;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.OptimizerState;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adadelta;
import dev.millrace.nn.optimizer.Adagrad;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.AdamW;
import dev.millrace.nn.optimizer.Adamax;
import dev.millrace.nn.optimizer.Ftrl;
import dev.millrace.nn.optimizer.Lion;
import dev.millrace.nn.optimizer.Nadam;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.nn.schedule.CosineDecay;
import dev.millrace.nn.schedule.ExponentialDecay;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

    /// Every optimizer, with and without what adds to its slots; every option that all have; a schedule.
    static Stream<Optimizer> optimizers() {
        return Stream.of(
                new SGD(),
                new SGD(0.125, 0.9, true),
                new RMSprop(),
                new RMSprop(0.01, 0.8, 0.5, 1e-6, false),
                new RMSprop(0.01, 0.8, 0, 1e-6, true),
                new RMSprop(0.01, 0.8, 0.5, 1e-6, true),
                new Adam(),
                new Adam(0.002, 0.8, 0.99, 1e-6, true),
                new Adagrad(0.01, 0.2, 1e-6),
                new Adadelta(0.5, 0.9, 1e-6),
                new Adamax(0.01, 0.8, 0.99, 1e-6),
                new Nadam(0.01, 0.8, 0.99, 1e-6),
                new AdamW(),
                new Lion(0.01, 0.8, 0.9),
                new Ftrl(0.01, -0.25, 0.2, 0.1, 0.3, 0.4, 0.5),
                new SGD().withOptions(OptimizerOptions.NONE.withClipvalue(0.5)),
                new Adam().withOptions(OptimizerOptions.NONE.withEma(0.5, OptionalInt.empty())),
                new SGD().withOptions(OptimizerOptions.NONE.withClipnorm(2).withGradientAccumulationSteps(3)),
                new Nadam()
                        .with(
                                new CosineDecay(0.1, 100, 0.5, Optional.of(0.2), 5),
                                OptimizerOptions.NONE
                                        .withWeightDecay(0.25)
                                        .withGlobalClipnorm(1)
                                        .withEma(0.5, OptionalInt.of(3))
                                        .withGradientAccumulationSteps(2)),
                new SGD().withLearningRate(new ExponentialDecay(0.1, 100, 0.5, true)));
    }

    static Compile compile(Optimizer optimizer) {
        return new Compile(
                optimizer,
                new CategoricalCrossentropy(false, 0.1),
                Metrics.ACCURACY,
                Metrics.of("categorical_accuracy"));
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
