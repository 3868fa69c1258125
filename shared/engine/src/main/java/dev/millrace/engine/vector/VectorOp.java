package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Op;
import java.util.List;

/// An operation of this kernel set: phases that a sequence can put between those of others, and what they touch.
sealed interface VectorOp extends Op
        permits Plan, WeightGradient, Convolution, ConvolutionGradient, MaxPool, MaxPoolGradient, Update, Sequence {
    List<Phase> phases();

    /// Whether it reads or writes any of `part`.
    boolean touches(VectorBuffer part);
}
