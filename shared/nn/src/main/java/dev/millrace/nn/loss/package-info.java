/// Losses, each described by itself; `Losses.KINDS` has them all.
@NullMarked
package dev.millrace.nn.loss;

import org.jspecify.annotations.NullMarked;
