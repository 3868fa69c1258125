/// The `vector` kernel set: matrix products, activations, losses and optimizers on the JDK's Vector API. Nothing
/// here is for use outside of the engine but `VectorKernelSet`.
@NullMarked
package dev.millrace.engine.vector;

import org.jspecify.annotations.NullMarked;
