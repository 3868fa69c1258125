package dev.millrace.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// How a gradient changes the weights. Defaults and formulas are Keras 3's; `g` is the gradient, `w` the weight,
/// `t` the step counted from 1. What an optimizer keeps between steps are its slots.
public sealed interface Optimizer {
    /// Step size, positive.
    double learningRate();

    /// The same optimizer with another step size.
    Optimizer withLearningRate(double learningRate);

    /// Every variable kept for `weights`, in the order in which Keras's files hold them.
    List<VariableSpec> slots(List<VariableSpec> weights);

    /// Keras's class: `Adam`.
    default String className() {
        return getClass().getSimpleName();
    }

    /// Keras's name: `adam`.
    default String kerasName() {
        return className().toLowerCase(Locale.ROOT);
    }

    /// `w -= lr * g`; with momentum `m = momentum * m - lr * g`, then `w += m`, or `w += momentum * m - lr * g`
    /// (Nesterov).
    record SGD(double learningRate, double momentum, boolean nesterov) implements Optimizer {
        public SGD {
            checkPositive("SGD", "learning_rate", learningRate);
            checkFraction("SGD", "momentum", momentum);
        }

        public SGD() {
            this(0.01, 0, false);
        }

        @Override
        public SGD withLearningRate(double learningRate) {
            return new SGD(learningRate, momentum, nesterov);
        }

        @Override
        public List<VariableSpec> slots(List<VariableSpec> weights) {
            return momentum == 0 ? List.of() : each(weights, "momentum");
        }
    }

    /// `v = rho * v + (1 - rho) * g^2`; `w -= lr * g / sqrt(v + epsilon)`; centered subtracts the squared mean
    /// gradient from `v`; with momentum the increment is accumulated first (Hinton, 2012).
    record RMSprop(double learningRate, double rho, double momentum, double epsilon, boolean centered)
            implements Optimizer {
        public RMSprop {
            checkPositive("RMSprop", "learning_rate", learningRate);
            checkFraction("RMSprop", "rho", rho);
            checkFraction("RMSprop", "momentum", momentum);
            checkNotNegative("RMSprop", "epsilon", epsilon);
        }

        public RMSprop() {
            this(0.001, 0.9, 0, 1e-7, false);
        }

        @Override
        public RMSprop withLearningRate(double learningRate) {
            return new RMSprop(learningRate, rho, momentum, epsilon, centered);
        }

        @Override
        public List<VariableSpec> slots(List<VariableSpec> weights) {
            List<VariableSpec> slots = new ArrayList<>(each(weights, "velocity"));
            if (momentum > 0) {
                slots.addAll(each(weights, "momentum"));
            }
            if (centered) {
                slots.addAll(each(weights, "average_gradient"));
            }
            return List.copyOf(slots);
        }
    }

    /// `a += g^2`; `w -= lr * g / sqrt(a + epsilon)` (Duchi et al., 2011).
    record Adagrad(double learningRate, double initialAccumulatorValue, double epsilon) implements Optimizer {
        public Adagrad {
            checkPositive("Adagrad", "learning_rate", learningRate);
            checkNotNegative("Adagrad", "initial_accumulator_value", initialAccumulatorValue);
            checkNotNegative("Adagrad", "epsilon", epsilon);
        }

        public Adagrad() {
            this(0.001, 0.1, 1e-7);
        }

        @Override
        public Adagrad withLearningRate(double learningRate) {
            return new Adagrad(learningRate, initialAccumulatorValue, epsilon);
        }

        @Override
        public List<VariableSpec> slots(List<VariableSpec> weights) {
            return weights.stream()
                    .map(w -> new VariableSpec(
                            w.name() + "/accumulator", w.shape(), Initializer.ONES, (float) initialAccumulatorValue))
                    .toList();
        }
    }

    /// `A = rho * A + (1 - rho) * g^2`; `d = -sqrt(D + epsilon) * g / sqrt(A + epsilon)`;
    /// `D = rho * D + (1 - rho) * d^2`; `w += lr * d` (Zeiler, 2012).
    record Adadelta(double learningRate, double rho, double epsilon) implements Optimizer {
        public Adadelta {
            checkPositive("Adadelta", "learning_rate", learningRate);
            checkFraction("Adadelta", "rho", rho);
            checkNotNegative("Adadelta", "epsilon", epsilon);
        }

        public Adadelta() {
            this(0.001, 0.95, 1e-7);
        }

        @Override
        public Adadelta withLearningRate(double learningRate) {
            return new Adadelta(learningRate, rho, epsilon);
        }

        @Override
        public List<VariableSpec> slots(List<VariableSpec> weights) {
            return interleaved(weights, "accumulated_grad", "accumulated_delta_var");
        }
    }

    /// `m += (g - m) * (1 - beta1)`; `v += (g^2 - v) * (1 - beta2)`; `w -= lr * sqrt(1 - beta2^t) / (1 - beta1^t) *
    /// m / (sqrt(v) + epsilon)` (Kingma and Ba, 2014); amsgrad divides by the largest `v` so far.
    record Adam(double learningRate, double beta1, double beta2, double epsilon, boolean amsgrad) implements Optimizer {
        public Adam {
            checkPositive("Adam", "learning_rate", learningRate);
            checkFraction("Adam", "beta_1", beta1);
            checkFraction("Adam", "beta_2", beta2);
            checkNotNegative("Adam", "epsilon", epsilon);
        }

        public Adam() {
            this(0.001, 0.9, 0.999, 1e-7, false);
        }

        @Override
        public Adam withLearningRate(double learningRate) {
            return new Adam(learningRate, beta1, beta2, epsilon, amsgrad);
        }

        @Override
        public List<VariableSpec> slots(List<VariableSpec> weights) {
            List<VariableSpec> moments = interleaved(weights, "momentum", "velocity");
            return amsgrad
                    ? Stream.concat(moments.stream(), each(weights, "velocity_hat").stream())
                            .toList()
                    : moments;
        }
    }

    /// `m` as Adam; `u = max(beta2 * u, |g|)`; `w -= lr * m / ((1 - beta1^t) * (u + epsilon))` (Kingma and Ba,
    /// 2014).
    record Adamax(double learningRate, double beta1, double beta2, double epsilon) implements Optimizer {
        public Adamax {
            checkPositive("Adamax", "learning_rate", learningRate);
            checkFraction("Adamax", "beta_1", beta1);
            checkFraction("Adamax", "beta_2", beta2);
            checkNotNegative("Adamax", "epsilon", epsilon);
        }

        public Adamax() {
            this(0.001, 0.9, 0.999, 1e-7);
        }

        @Override
        public Adamax withLearningRate(double learningRate) {
            return new Adamax(learningRate, beta1, beta2, epsilon);
        }

        @Override
        public List<VariableSpec> slots(List<VariableSpec> weights) {
            return interleaved(weights, "momentum", "norm");
        }
    }

    /// Adam with Nesterov's momentum (Dozat, 2016): `u_t = beta1 * (1 - 0.5 * 0.96^t)`, `U *= u_t`,
    /// `m' = u_{t+1} * m / (1 - U * u_{t+1}) + (1 - u_t) * g / (1 - U)`, `v' = v / (1 - beta2^t)`,
    /// `w -= lr * m' / (sqrt(v') + epsilon)`.
    record Nadam(double learningRate, double beta1, double beta2, double epsilon) implements Optimizer {
        public Nadam {
            checkPositive("Nadam", "learning_rate", learningRate);
            checkFraction("Nadam", "beta_1", beta1);
            checkFraction("Nadam", "beta_2", beta2);
            checkNotNegative("Nadam", "epsilon", epsilon);
        }

        public Nadam() {
            this(0.001, 0.9, 0.999, 1e-7);
        }

        @Override
        public Nadam withLearningRate(double learningRate) {
            return new Nadam(learningRate, beta1, beta2, epsilon);
        }

        @Override
        public List<VariableSpec> slots(List<VariableSpec> weights) {
            var product = new VariableSpec("u_product", new Shape(List.of()), Initializer.ONES);
            return Stream.concat(interleaved(weights, "momentum", "velocity").stream(), Stream.of(product))
                    .toList();
        }
    }

    private static List<VariableSpec> each(List<VariableSpec> weights, String slot) {
        return weights.stream().map(w -> w.slot(slot)).toList();
    }

    private static List<VariableSpec> interleaved(List<VariableSpec> weights, String first, String second) {
        return weights.stream()
                .flatMap(w -> Stream.of(w.slot(first), w.slot(second)))
                .toList();
    }

    private static void checkPositive(String optimizer, String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new DescriptionException(
                    optimizer + ": " + name + " is a positive number. Received: " + name + "=" + value);
        }
    }

    private static void checkNotNegative(String optimizer, String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new DescriptionException(
                    optimizer + ": " + name + " is a number and not negative. Received: " + name + "=" + value);
        }
    }

    private static void checkFraction(String optimizer, String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new DescriptionException(
                    optimizer + ": " + name + " is between 0 and 1. Received: " + name + "=" + value);
        }
    }
}
