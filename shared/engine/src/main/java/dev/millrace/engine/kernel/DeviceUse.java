package dev.millrace.engine.kernel;

import java.util.OptionalDouble;

/// How a device is that a kernel set computes on beside the processor.
///
/// @param name `NVIDIA H200`
/// @param bytes of its memory
/// @param usedBytes of those, by whichever process
/// @param utilisation share of the last moments in which it computed, in [0, 1]; empty where that is not known
public record DeviceUse(String name, long bytes, long usedBytes, OptionalDouble utilisation) {}
