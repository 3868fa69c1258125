/// Examples and mini-batches as they come in: arrays in the memory of the host.
@NullMarked
package dev.millrace.engine.data;

import org.jspecify.annotations.NullMarked;
