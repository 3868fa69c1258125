/// Keras's formats: model JSON, `.keras` and `.weights.h5` files.
@NullMarked
package dev.millrace.keras;

import org.jspecify.annotations.NullMarked;
