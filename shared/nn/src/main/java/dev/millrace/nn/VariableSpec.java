package dev.millrace.nn;

import java.util.Optional;

/// What a variable is before it has values.
///
/// @param name path in the model: `dense/kernel`, `dense/kernel/momentum`
/// @param shape its shape
/// @param initializer its first values
/// @param regularizer what it adds to the loss
/// @param constraint what it is kept to
/// @param trainable whether training changes it by its gradient; else it is state, which only its layer changes
public record VariableSpec(
        String name,
        Shape shape,
        Initializer initializer,
        Optional<Regularizer> regularizer,
        Optional<Constraint> constraint,
        boolean trainable) {
    public VariableSpec {
        if (initializer instanceof Initializer.Identity && shape.rank() != 2) {
            throw new DescriptionException("Variable '" + name + "': the Identity initializer makes matrices. Received:"
                    + " shape " + shape + ". Use another initializer, such as Orthogonal.");
        }
        constraint.ifPresent(c -> c.check(name, shape));
    }

    /// A variable that is trained.
    public VariableSpec(String name, Shape shape, Initializer initializer) {
        this(name, shape, initializer, Optional.empty(), Optional.empty(), true);
    }

    /// The same variable, not changed by its gradient.
    public VariableSpec asState() {
        return new VariableSpec(name, shape, initializer, regularizer, constraint, false);
    }

    /// How many inputs go into each output, as Keras counts them: for a kernel its last axis but one times the size of
    /// the window before it; for a vector its size.
    public long fanIn() {
        return fan(2);
    }

    /// How many outputs each input goes to.
    public long fanOut() {
        return fan(1);
    }

    private long fan(int fromEnd) {
        int rank = shape.rank();
        if (rank < 2) {
            return shape.size();
        }
        long fan = shape.dims().get(rank - fromEnd);
        for (int axis = 0; axis < rank - 2; axis++) {
            fan *= shape.dims().get(axis);
        }
        return fan;
    }

    /// The variable of the same shape that an optimizer keeps beside this one, all zero at first.
    public VariableSpec slot(String slot) {
        return slot(slot, Initializer.ZEROS);
    }

    /// The variable of the same shape that an optimizer keeps beside this one.
    public VariableSpec slot(String slot, Initializer first) {
        return new VariableSpec(name + "/" + slot, shape, first);
    }
}
