/// Optimizers, one in each file, and the registry of all of them.
@NullMarked
package dev.millrace.nn.optimizer;

import org.jspecify.annotations.NullMarked;
