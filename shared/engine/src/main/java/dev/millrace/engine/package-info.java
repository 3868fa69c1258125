/// Compiles a description into a training program and runs it. Kernel sets do the arithmetic; `Network` is what
/// services use, `Model` what a program without a broker uses.
@NullMarked
package dev.millrace.engine;

import org.jspecify.annotations.NullMarked;
