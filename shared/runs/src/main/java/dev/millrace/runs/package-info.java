/// What a run is ([RunSpec]) and how it stands ([RunState], [RunSummary]): plain Java, without Kafka.
@NullMarked
package dev.millrace.runs;

import org.jspecify.annotations.NullMarked;
