/// The trainer's side of the conversation.
@NullMarked
package dev.millrace.trainer.kafka;

import org.jspecify.annotations.NullMarked;
