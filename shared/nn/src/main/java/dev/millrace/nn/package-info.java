/// The Keras vocabulary: models, layers, losses, optimizers, metrics. Immutable descriptions; nothing here
/// computes.
@NullMarked
package dev.millrace.nn;

import org.jspecify.annotations.NullMarked;
