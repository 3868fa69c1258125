/// Metrics, each described by itself; `Metrics.KINDS` has them all.
@NullMarked
package dev.millrace.nn.metric;

import org.jspecify.annotations.NullMarked;
