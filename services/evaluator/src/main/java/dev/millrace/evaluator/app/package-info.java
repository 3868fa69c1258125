/// The evaluator's application.
@NullMarked
package dev.millrace.evaluator.app;

import org.jspecify.annotations.NullMarked;
