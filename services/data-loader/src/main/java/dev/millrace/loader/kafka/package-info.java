/// The data-loader's side of the conversation.
@NullMarked
package dev.millrace.loader.kafka;

import org.jspecify.annotations.NullMarked;
