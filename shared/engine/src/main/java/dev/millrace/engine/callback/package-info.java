/// Keras's callbacks: what they do. `dev.millrace.nn.callback` has what they are asked to do.
@NullMarked
package dev.millrace.engine.callback;

import org.jspecify.annotations.NullMarked;
