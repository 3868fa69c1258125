/// Rows that somebody sends, and what a run's model makes of them.
@NullMarked
package dev.millrace.wire.predictions;

import org.jspecify.annotations.NullMarked;
