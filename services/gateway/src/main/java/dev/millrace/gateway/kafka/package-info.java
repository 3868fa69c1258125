/// The gateway's side of the conversation: it reads every topic that runs share, and writes what people ask for.
@NullMarked
package dev.millrace.gateway.kafka;

import org.jspecify.annotations.NullMarked;
