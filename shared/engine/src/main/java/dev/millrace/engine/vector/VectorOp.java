package dev.millrace.engine.vector;

import dev.millrace.engine.Op;
import java.util.List;

/// An operation of this kernel set: phases that a sequence can put between those of others.
sealed interface VectorOp extends Op permits Plan, Backward, Update, Sequence {
    List<Phase> phases();
}
