@NullMarked
package dev.millrace.engine.cuda.driver;

import org.jspecify.annotations.NullMarked;
