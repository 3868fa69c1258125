/// Curves: points of one run in memory, and what a chart is given of them.
@NullMarked
package dev.millrace.gateway.series;

import org.jspecify.annotations.NullMarked;
