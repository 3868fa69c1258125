/// Descriptions of Keras's callbacks.
@NullMarked
package dev.millrace.nn.callback;

import org.jspecify.annotations.NullMarked;
