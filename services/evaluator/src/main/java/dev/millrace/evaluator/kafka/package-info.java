/// The evaluator's side of the conversation.
@NullMarked
package dev.millrace.evaluator.kafka;

import org.jspecify.annotations.NullMarked;
