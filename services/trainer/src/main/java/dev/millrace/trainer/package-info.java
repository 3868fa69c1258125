/// Training one mini-batch after another: plain Java that knows neither Kafka nor Micronaut.
@NullMarked
package dev.millrace.trainer;

import org.jspecify.annotations.NullMarked;
