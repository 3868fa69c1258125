package dev.millrace.wire.reports;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.OptBoolean;
import dev.millrace.wire.Json;
import dev.millrace.wire.Origin;
import java.time.Instant;
import java.util.List;

/// How a service is, said every two seconds.
///
/// @param startedAt when the process began
/// @param heapBytes of the JVM's heap that are in use
/// @param heapLimitBytes largest heap that the JVM may have
/// @param residentBytes memory of the whole process; 0 where the system does not say
/// @param cpuShare processors that the process kept busy since it last said so: 0 to their number
/// @param runs at work, at most [#MAX_RUNS]
/// @param capacity how many runs the service does at once
/// @param devices that the service computes on, at most [#MAX_DEVICES]; left out where there is none but the processor
public record ServiceStatus(
        Origin origin,
        Instant time,
        Instant startedAt,
        long heapBytes,
        long heapLimitBytes,
        long residentBytes,
        double cpuShare,
        List<String> runs,
        int capacity,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JacksonInject(value = Json.NONE, useInput = OptBoolean.TRUE)
        List<DeviceStatus> devices) {
    /// Most runs that are named; of more the first.
    public static final int MAX_RUNS = 1000;

    /// Most devices that are named.
    public static final int MAX_DEVICES = 100;

    public ServiceStatus {
        Checks.notNegative("heap_bytes", heapBytes);
        Checks.notNegative("heap_limit_bytes", heapLimitBytes);
        Checks.notNegative("resident_bytes", residentBytes);
        if (!(cpuShare >= 0 && Double.isFinite(cpuShare))) {
            throw new IllegalArgumentException("'cpu_share' is 0 or more. Received: " + cpuShare);
        }
        Checks.notNegative("capacity", capacity);
        Checks.atMost("runs", runs.size(), MAX_RUNS);
        Checks.atMost("devices", devices.size(), MAX_DEVICES);
        runs = List.copyOf(runs);
        devices = List.copyOf(devices);
    }
}
