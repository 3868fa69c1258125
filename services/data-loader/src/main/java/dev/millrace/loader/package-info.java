/// What to load, in which order: plain Java that knows neither Kafka nor Micronaut.
@NullMarked
package dev.millrace.loader;

import org.jspecify.annotations.NullMarked;
