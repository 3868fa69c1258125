/// What a gateway knows: fed by messages in the order of their partitions, asked by whoever serves it. Plain Java,
/// without Kafka and without Micronaut.
@NullMarked
package dev.millrace.gateway.store;

import org.jspecify.annotations.NullMarked;
