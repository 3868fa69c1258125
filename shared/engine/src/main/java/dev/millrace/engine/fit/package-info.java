/// The one loop of training, stepped by whoever has mini-batches, and what may be hooked into it.
@NullMarked
package dev.millrace.engine.fit;

import org.jspecify.annotations.NullMarked;
