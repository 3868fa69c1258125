/// Labelled examples to train with and to test on: MNIST from IDX files, and digits that the program draws itself.
@NullMarked
package dev.millrace.datasets;

import org.jspecify.annotations.NullMarked;
