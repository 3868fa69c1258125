package dev.millrace.engine.cuda;

import dev.millrace.engine.kernel.Op;

/// An operation of this kernel set: launches of kernels, alone or with those of its neighbours in a sequence.
sealed interface CudaOp extends Op permits CudaChain, CudaSequence, DenseGradient, Update {
    /// What is launched where nothing is fused.
    CudaChain chain();
}
