/// What a kernel set is: memory, and operations bound to it. Whoever writes another kernel set implements this package.
@NullMarked
package dev.millrace.engine.kernel;

import org.jspecify.annotations.NullMarked;
