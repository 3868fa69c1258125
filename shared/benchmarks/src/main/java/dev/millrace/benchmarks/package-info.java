/// Measures Millrace, and compares it with peers on the same machine at the same time.
@NullMarked
package dev.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
