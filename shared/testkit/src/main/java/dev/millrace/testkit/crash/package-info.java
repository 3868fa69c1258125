/// The crash harness: services and broker as processes of their own, faults drawn from a seed, and the comparison
/// with a twin that nothing happened to. It knows neither Kafka nor what the processes do; the test that uses it
/// says how they are started, when they are at work, and what they leave behind.
@NullMarked
package dev.millrace.testkit.crash;

import org.jspecify.annotations.NullMarked;
