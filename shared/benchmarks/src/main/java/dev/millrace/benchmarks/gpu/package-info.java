/// What is checked and measured on a machine with an NVIDIA GPU; `shared/benchmarks/gpu/run` starts it there, from a
/// pack that holds neither JMH nor ND4J nor Kafka: only the engine, the datasets and Jackson may be used here.
@NullMarked
package dev.millrace.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
