/// The layers. Each is one record: its settings, its shapes, its variables, and how it is read; the engine has what it
/// computes.
@NullMarked
package dev.millrace.nn.layer;

import org.jspecify.annotations.NullMarked;
