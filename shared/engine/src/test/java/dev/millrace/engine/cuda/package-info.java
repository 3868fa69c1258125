@NullMarked
package dev.millrace.engine.cuda;

import org.jspecify.annotations.NullMarked;
