/// Loss and metrics of the examples seen so far: running sums that checkpoints carry.
@NullMarked
package dev.millrace.engine.score;

import org.jspecify.annotations.NullMarked;
