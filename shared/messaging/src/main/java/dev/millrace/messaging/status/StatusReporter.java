package dev.millrace.messaging.status;

import dev.millrace.messaging.Publisher;
import dev.millrace.wire.Origin;
import dev.millrace.wire.reports.DeviceStatus;
import dev.millrace.wire.reports.ServiceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says every two seconds how the services of this process are, in a thread of its own, and waits for nobody: a service
/// does not notice whether it can be said. That it cannot is logged once, until it can again.
public final class StatusReporter implements AutoCloseable {
    /// How often.
    public static final Duration EVERY = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);

    private final Publisher publisher;
    private final List<Member> members;
    private final ProcessVitals vitals = new ProcessVitals();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("status").daemon().factory());

    /// One service of this process.
    ///
    /// @param runs those at work
    /// @param capacity how many it does at once
    /// @param devices that it computes on
    public record Member(
            Origin origin, Supplier<Collection<String>> runs, int capacity, Supplier<List<DeviceStatus>> devices) {}

    /// Begins to say it.
    public StatusReporter(Publisher publisher, List<Member> members) {
        this.publisher = publisher;
        this.members = List.copyOf(members);
        var unused = ticks.scheduleWithFixedDelay(this::tick, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// A scheduler forgets a task that throws.
    private void tick() {
        try {
            double cpuShare = vitals.cpuShare();
            long resident = vitals.residentBytes();
            for (Member member : members) {
                publisher.status(status(member, resident, cpuShare), this::heard);
            }
        } catch (RuntimeException e) {
            heard(e);
        }
    }

    private ServiceStatus status(Member member, long resident, double cpuShare) {
        return new ServiceStatus(
                member.origin(),
                Instant.now(),
                vitals.startedAt(),
                ProcessVitals.heapBytes(),
                ProcessVitals.heapLimitBytes(),
                resident,
                cpuShare,
                member.runs().get().stream()
                        .sorted()
                        .limit(ServiceStatus.MAX_RUNS)
                        .toList(),
                member.capacity(),
                devices(member));
    }

    /// A device that cannot say how it is keeps nobody from saying how the service is.
    private static List<DeviceStatus> devices(Member member) {
        try {
            return member.devices().get();
        } catch (RuntimeException e) {
            LOG.debug("cannot say how the device is", e);
            return List.of();
        }
    }

    /// @param failure null where there was none
    private void heard(@Nullable Exception failure) {
        if (failure == null) {
            failing.set(false);
        } else if (!failing.getAndSet(true)) {
            LOG.warn("cannot say how this service is: {}", failure.getMessage());
        }
    }

    @Override
    public void close() {
        ticks.shutdownNow();
    }
}
