package dev.millrace.gateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.gateway.kafka.TopicPoller;
import dev.millrace.gateway.series.Axis;
import dev.millrace.gateway.series.SeriesQuery;
import dev.millrace.gateway.store.Checkpoint;
import dev.millrace.gateway.store.Pipeline;
import dev.millrace.gateway.store.RunRow;
import dev.millrace.gateway.store.SequencedEvent;
import dev.millrace.gateway.store.Store;
import dev.millrace.gateway.stream.EventJson;
import dev.millrace.service.ServiceMain;
import dev.millrace.wire.Json;
import dev.millrace.wire.Split;
import dev.millrace.wire.reports.Report;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/// What is known of runs and services.
@Controller("/api")
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
@ExecuteOn(TaskExecutors.BLOCKING)
final class RunsController {
    private static final int MOST_EVENTS = 2000;

    private final Store store;
    private final TopicPoller reader;

    RunsController(Store store, TopicPoller reader) {
        this.store = store;
        this.reader = reader;
    }

    /// The table of runs.
    ///
    /// @param malformed requests that nobody could read
    record Runs(List<RunRow> runs, int malformed) {}

    /// @param next what to ask for after these: the number of the last
    record Events(List<ObjectNode> events, long next) {}

    record Checkpoints(List<Checkpoint> checkpoints) {}

    record Reports(List<Report> reports) {}

    record AllServices(List<Pipeline.Service> services) {}

    @Get("/runs")
    HttpResponse<byte[]> runs() {
        return json(new Runs(store.rows(reader.clock()), store.malformed()));
    }

    @Get("/services")
    HttpResponse<byte[]> services() {
        return json(new AllServices(store.services(reader.clock())));
    }

    @Get("/runs/{id}")
    HttpResponse<byte[]> run(String id) {
        return json(store.detail(store.meant(id), reader.clock()));
    }

    @Get("/runs/{id}/series")
    HttpResponse<byte[]> series(String id, HttpRequest<?> request) {
        var parameters = new Parameters(request);
        String x = parameters.text("x", Axis.STEP.wireName());
        double ema = parameters.number("ema", 0);
        if (!(ema >= 0 && ema < 1)) {
            throw ProblemException.field("ema", "'ema' is 0 to below 1. Received: " + ema + ".");
        }
        var query = new SeriesQuery(
                parameters.text("metric", "loss"),
                Axis.named(x)
                        .orElseThrow(() -> ProblemException.field(
                                "x", "'x' is step, epoch, time or relative. Received: '" + x + "'.")),
                parameters.number("from", Double.NEGATIVE_INFINITY),
                parameters.number("to", Double.POSITIVE_INFINITY),
                (int) parameters.whole("points", 1000, 0, SeriesQuery.MAX_POINTS),
                ema);
        return json(store.series(store.meant(id), parameters.split("split", Split.TRAINING), query));
    }

    @Get("/runs/{id}/metrics.csv")
    @Produces("text/csv")
    HttpResponse<StreamedFile> csv(String id) {
        String run = store.meant(id);
        var file = new StreamedFile(new MetricsCsv(store, run), MediaType.of("text/csv"));
        return Attachment.of(file, run + ".csv");
    }

    @Get("/runs/{id}/events")
    HttpResponse<byte[]> events(String id, HttpRequest<?> request) {
        var parameters = new Parameters(request);
        long after = parameters.whole("after", -1, -1, Long.MAX_VALUE);
        int limit = (int) parameters.whole("limit", 200, 1, MOST_EVENTS);
        List<SequencedEvent> events = store.events(store.meant(id), after, limit);
        long next = events.isEmpty() ? after : events.getLast().seq();
        return json(new Events(events.stream().map(EventJson::node).toList(), next));
    }

    @Get("/runs/{id}/checkpoints")
    HttpResponse<byte[]> checkpoints(String id) {
        return json(new Checkpoints(store.checkpoints(store.meant(id))));
    }

    @Get("/runs/{id}/reports")
    HttpResponse<byte[]> reports(String id) {
        return json(new Reports(store.reports(store.meant(id)).stream()
                .map(Report::withoutWorst)
                .toList()));
    }

    @Get("/runs/{id}/reports/{split}")
    HttpResponse<byte[]> report(String id, String split) {
        Split of = Parameters.split("split", split);
        String run = store.meant(id);
        return json(store.reports(run).stream()
                .filter(report -> report.split() == of)
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("Run '" + run + "' has no report of " + split + ".")));
    }

    private static HttpResponse<byte[]> json(Object answer) {
        return HttpResponse.ok(Json.encode(answer)).contentType(MediaType.APPLICATION_JSON_TYPE);
    }
}
