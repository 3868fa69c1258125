package dev.millrace.nn;

/// How far an update goes: a number, or a [Schedule].
public sealed interface LearningRate permits LearningRate.Constant, Schedule {
    /// The learning rate of the step that `iteration` steps came before; the first step's is `at(0)`.
    double at(long iteration);

    /// The same for every step.
    static LearningRate of(double value) {
        return new Constant(value);
    }

    /// The same for every step.
    ///
    /// @param value positive
    record Constant(double value) implements LearningRate {
        public Constant {
            if (!(value > 0 && Double.isFinite(value))) {
                throw new DescriptionException("learning_rate is a positive number. Received: learning_rate=" + value);
            }
        }

        @Override
        public double at(long iteration) {
            return value;
        }
    }
}
