/// Tests of what is run on machines with a GPU, without one.
@NullMarked
package dev.millrace.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
