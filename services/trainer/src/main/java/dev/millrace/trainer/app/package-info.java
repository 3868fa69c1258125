/// The trainer's application.
@NullMarked
package dev.millrace.trainer.app;

import org.jspecify.annotations.NullMarked;
