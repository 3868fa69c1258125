/// The conversation over Kafka: connecting, publishing in transactions, reading what concerns one run, taking runs
/// from the queue. Kafka's clients and nothing above them.
@NullMarked
package dev.millrace.messaging;

import org.jspecify.annotations.NullMarked;
