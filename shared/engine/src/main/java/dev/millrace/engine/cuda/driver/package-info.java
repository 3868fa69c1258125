/// NVIDIA's driver, its runtime compiler and its library for products of matrices, called through the foreign-function
/// API. Knows nothing of kernels.
@NullMarked
package dev.millrace.engine.cuda.driver;

import org.jspecify.annotations.NullMarked;
