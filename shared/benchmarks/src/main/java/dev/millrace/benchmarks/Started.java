package dev.millrace.benchmarks;

/// When one `millrace train` came to what, in seconds from the start of its process.
///
/// @param vm the JVM is there and runs main
/// @param checked the dataset is open, the run is sound
/// @param broker the broker answers
/// @param accepted the data-loader has made the run's topic
/// @param started the trainer begins
/// @param trained the first step is made: its metric says when
record Started(double vm, double checked, double broker, double accepted, double started, double trained) {}
