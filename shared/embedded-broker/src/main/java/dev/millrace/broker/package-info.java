/// A Kafka broker in this process, for the standalone mode and for tests.
@NullMarked
package dev.millrace.broker;

import org.jspecify.annotations.NullMarked;
