/// Trainers on a GPU, which a stand-in plays.
@NullMarked
package dev.millrace.standalone.gpu;

import org.jspecify.annotations.NullMarked;
