package dev.millrace.nn;

/// What a variable is before it has values.
///
/// @param name path in the model: `dense/kernel`, `dense/kernel/momentum`
/// @param shape its shape
/// @param initializer its first values
/// @param fill the factor on the first values: Adagrad's accumulators are `ONES` times 0.1
public record VariableSpec(String name, Shape shape, Initializer initializer, float fill) {
    public VariableSpec(String name, Shape shape, Initializer initializer) {
        this(name, shape, initializer, 1);
    }

    /// The variable of the same shape that an optimizer keeps beside this one, all zero at first.
    VariableSpec slot(String slot) {
        return new VariableSpec(name + "/" + slot, shape, Initializer.ZEROS);
    }
}
