/// The kernel set for NVIDIA GPUs: kernels in CUDA C++ (in the resources of this package), compiled for the device at
/// hand, and operations that are launches of them.
@NullMarked
package dev.millrace.engine.cuda;

import org.jspecify.annotations.NullMarked;
