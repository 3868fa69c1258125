@NullMarked
package dev.millrace.engine.vector;

import org.jspecify.annotations.NullMarked;
