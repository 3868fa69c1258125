package dev.millrace.gateway.app;

import dev.millrace.gateway.kafka.TopicPoller;
import dev.millrace.gateway.store.Pipeline;
import dev.millrace.gateway.store.RunRow;
import dev.millrace.gateway.store.Store;
import dev.millrace.runs.Liveness;
import dev.millrace.service.ServiceMain;
import dev.millrace.wire.reports.DeviceStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What `/prometheus` says of runs and services, as the topics have it when it is asked: of runs that go on, and of
/// those that have ended within the last quarter of an hour, so that their last values are scraped too.
@ServerFilter("/prometheus")
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
final class RunMeters {
    private static final Duration SHOWN_AFTER_END = Duration.ofMinutes(15);

    private final Store store;
    private final TopicPoller reader;
    private final MultiGauge liveness;
    private final MultiGauge step;
    private final MultiGauge stepsPerSecond;
    private final MultiGauge waitingShare;
    private final MultiGauge value;
    private final MultiGauge heap;
    private final MultiGauge resident;
    private final MultiGauge cpu;
    private final MultiGauge deviceMemory;
    private final MultiGauge deviceMemoryUsed;
    private final MultiGauge deviceUtilisation;

    RunMeters(Store store, TopicPoller reader, MeterRegistry meters) {
        this.store = store;
        this.reader = reader;
        this.liveness = gauge(meters, "millrace.runs", "Runs by liveness");
        this.step = gauge(meters, "millrace.run.step", "Gradient updates made");
        this.stepsPerSecond = gauge(meters, "millrace.run.steps.per.second", "Gradient updates a second");
        this.waitingShare = gauge(meters, "millrace.run.waiting.share", "Share of the time that the trainer waits");
        this.value = gauge(meters, "millrace.run.value", "The last value of a loss or metric");
        this.heap = gauge(meters, "millrace.service.heap.bytes", "Heap in use");
        this.resident = gauge(meters, "millrace.service.resident.bytes", "Memory of the process");
        this.cpu = gauge(meters, "millrace.service.cpu.share", "Processors kept busy");
        this.deviceMemory = gauge(meters, "millrace.service.device.memory.bytes", "Memory of the GPU");
        this.deviceMemoryUsed = gauge(meters, "millrace.service.device.memory.used.bytes", "Of that in use");
        this.deviceUtilisation =
                gauge(meters, "millrace.service.device.utilisation", "Share of the time in which the GPU computes");
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }

    /// Before what is known is told.
    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    synchronized void refresh() {
        Instant now = reader.clock();
        List<RunRow> rows = store.rows(now);
        liveness.register(
                Arrays.stream(Liveness.State.values())
                        .map(state ->
                                Row.of(Tags.of("liveness", state.name().toLowerCase(Locale.ROOT)), count(rows, state)))
                        .toList(),
                true);
        List<RunRow> shown = rows.stream()
                .filter(row -> row.endedAt() == null
                        || row.endedAt().plus(SHOWN_AFTER_END).isAfter(now))
                .toList();
        step.register(rows(shown, RunRow::step), true);
        stepsPerSecond.register(rows(shown, row -> orNothing(row.stepsPerSecond())), true);
        waitingShare.register(rows(shown, row -> orNothing(row.waitingShare())), true);
        value.register(values(shown), true);
        List<Pipeline.Service> services =
                store.services(now).stream().filter(Pipeline.Service::alive).toList();
        heap.register(services(services, Pipeline.Service::heapBytes), true);
        resident.register(services(services, Pipeline.Service::residentBytes), true);
        cpu.register(services(services, Pipeline.Service::cpuShare), true);
        deviceMemory.register(devices(services, DeviceStatus::memoryBytes), true);
        deviceMemoryUsed.register(devices(services, DeviceStatus::memoryUsedBytes), true);
        deviceUtilisation.register(devices(services, device -> orNothing(device.utilisation())), true);
    }

    private static long count(List<RunRow> rows, Liveness.State state) {
        return rows.stream().filter(row -> row.liveness() == state).count();
    }

    private static double orNothing(@Nullable Double number) {
        return number == null ? 0 : number;
    }

    private static List<Row<?>> rows(List<RunRow> runs, ToDoubleFunction<RunRow> number) {
        List<Row<?>> rows = new ArrayList<>();
        runs.forEach(run -> rows.add(Row.of(tags(run), number.applyAsDouble(run))));
        return rows;
    }

    private static List<Row<?>> values(List<RunRow> runs) {
        List<Row<?>> rows = new ArrayList<>();
        for (RunRow run : runs) {
            run.last()
                    .forEach((split, values) -> values.forEach(
                            (metric, last) -> rows.add(Row.of(tags(run).and("split", split, "metric", metric), last))));
        }
        return rows;
    }

    private static Tags tags(RunRow run) {
        return Tags.of("run_id", run.runId());
    }

    private static List<Row<?>> services(List<Pipeline.Service> services, ToDoubleFunction<Pipeline.Service> number) {
        List<Row<?>> rows = new ArrayList<>();
        services.forEach(service -> rows.add(Row.of(tags(service), number.applyAsDouble(service))));
        return rows;
    }

    private static List<Row<?>> devices(List<Pipeline.Service> services, ToDoubleFunction<DeviceStatus> number) {
        List<Row<?>> rows = new ArrayList<>();
        for (Pipeline.Service service : services) {
            for (int i = 0; i < service.devices().size(); i++) {
                DeviceStatus device = service.devices().get(i);
                rows.add(Row.of(
                        tags(service).and("device", device.name(), "number", String.valueOf(i)),
                        number.applyAsDouble(device)));
            }
        }
        return rows;
    }

    private static Tags tags(Pipeline.Service service) {
        return Tags.of("service", service.service(), "service_instance", service.instance());
    }
}
