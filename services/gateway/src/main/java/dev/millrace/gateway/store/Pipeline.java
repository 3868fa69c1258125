package dev.millrace.gateway.store;

import dev.millrace.wire.reports.DeviceStatus;
import dev.millrace.wire.reports.ServiceStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who is at work on a run, and what flows between them.
public record Pipeline(List<Service> services, Flows flows) {
    /// A service as it last said it is.
    ///
    /// @param alive whether it was heard of within the last [Store#SERVICE_ALIVE]
    /// @param devices GPUs that it computes on
    public record Service(
            String service,
            String instance,
            boolean alive,
            Instant lastSeen,
            Instant startedAt,
            long heapBytes,
            long heapLimitBytes,
            long residentBytes,
            double cpuShare,
            List<String> runs,
            int capacity,
            List<DeviceStatus> devices) {
        static Service of(ServiceStatus status, boolean alive) {
            return new Service(
                    status.origin().service(),
                    status.origin().instance(),
                    alive,
                    status.time(),
                    status.startedAt(),
                    status.heapBytes(),
                    status.heapLimitBytes(),
                    status.residentBytes(),
                    status.cpuShare(),
                    status.runs(),
                    status.capacity(),
                    status.devices());
        }
    }

    /// What flows, and where it is stuck.
    ///
    /// @param batchesAhead steps that are published and not trained; absent where nobody has counted them
    /// @param checkpointsUnscored checkpoints that are to be scored and are not
    /// @param stuck the service that the others wait for: `data-loader`, `trainer` or `evaluator`; absent where things
    /// flow
    /// @param why one sentence; empty where nothing is stuck
    public record Flows(
            @Nullable Long batchesAhead,
            @Nullable Double stepsPerSecond,
            @Nullable Double waitingShare,
            int checkpointsUnscored,
            @Nullable String stuck,
            String why) {}
}
