/// A model lowered to the operations of a kernel set, with its weights and the state of its optimizer.
@NullMarked
package dev.millrace.engine.program;

import org.jspecify.annotations.NullMarked;
