/// Scoring a checkpoint: plain Java that knows neither Kafka nor Micronaut.
@NullMarked
package dev.millrace.evaluator;

import org.jspecify.annotations.NullMarked;
