/// Runs of a Kafka cluster, from outside: [dev.millrace.runs.client.RunClient].
@NullMarked
package dev.millrace.runs.client;

import org.jspecify.annotations.NullMarked;
