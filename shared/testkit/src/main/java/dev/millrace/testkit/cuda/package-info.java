/// A stand-in for CUDA's driver and compiler, so that kernels are tested on machines without a card.
@NullMarked
package dev.millrace.testkit.cuda;

import org.jspecify.annotations.NullMarked;
