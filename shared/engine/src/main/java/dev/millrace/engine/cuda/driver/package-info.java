/// NVIDIA's driver and its runtime compiler, called through the foreign-function API. Knows nothing of kernels.
@NullMarked
package dev.millrace.engine.cuda.driver;

import org.jspecify.annotations.NullMarked;
