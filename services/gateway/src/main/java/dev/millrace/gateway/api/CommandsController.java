package dev.millrace.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.gateway.store.Store;
import dev.millrace.runs.client.RunClient;
import dev.millrace.service.ServiceMain;
import dev.millrace.wire.Command;
import dev.millrace.wire.Json;
import dev.millrace.wire.reports.AlertRule;
import dev.millrace.wire.reports.Annotation;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What people ask of runs, and say of them: each request becomes a message.
@Controller("/api/runs/{id}")
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
@ExecuteOn(TaskExecutors.BLOCKING)
final class CommandsController {
    private final Store store;
    private final RunClient client;

    CommandsController(Store store, RunClient client) {
        this.store = store;
        this.client = client;
    }

    @Post("/commands")
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<byte[]> command(String id, @Body byte @Nullable [] body) {
        String run = store.meant(id);
        Command command = command(run, Bodies.object(body), Instant.now());
        client.command(command);
        return json(HttpResponse.accepted(), command);
    }

    private static Command command(String run, JsonNode body, Instant now) {
        String type = Bodies.string(body, "type");
        return switch (type) {
            case "stop" -> new Command.Stop(run, now);
            case "checkpoint-now" -> new Command.CheckpointNow(run, now);
            case "set-learning-rate" -> new Command.SetLearningRate(run, now, learningRate(body));
            default ->
                throw ProblemException.field(
                        "type", "'type' is stop, checkpoint-now or set-learning-rate. Received: '" + type + "'.");
        };
    }

    private static double learningRate(JsonNode body) {
        JsonNode value = body.path("learning_rate");
        double rate = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw ProblemException.field(
                    "learning_rate",
                    "'learning_rate' is a positive, finite number. Received: " + Bodies.shown(value) + ".");
        }
        return rate;
    }

    @Put("/annotation")
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<byte[]> annotate(String id, @Body byte @Nullable [] body) {
        Annotation annotation = annotation(store.meant(id), Bodies.object(body));
        client.annotate(annotation);
        return json(HttpResponse.ok(), annotation);
    }

    private static Annotation annotation(String run, JsonNode body) {
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : list(body, "tags")) {
            if (!tag.isTextual()) {
                throw ProblemException.field(
                        "tags[" + tags.size() + "]", "A tag is a text. Received: " + Bodies.shown(tag) + ".");
            }
            tags.add(tag.textValue());
        }
        List<AlertRule> alerts = new ArrayList<>();
        for (JsonNode alert : list(body, "alerts")) {
            try {
                alerts.add(AlertRule.of(alert));
            } catch (IllegalArgumentException e) {
                throw ProblemException.field("alerts[" + alerts.size() + "]", String.valueOf(e.getMessage()));
            }
        }
        JsonNode archived = body.path("archived");
        if (!archived.isMissingNode() && !archived.isBoolean()) {
            throw ProblemException.field(
                    "archived", "'archived' is true or false. Received: " + Bodies.shown(archived) + ".");
        }
        String note = body.has("note") ? Bodies.string(body, "note") : "";
        try {
            return new Annotation(run, tags, note, archived.asBoolean(), alerts, Instant.now());
        } catch (IllegalArgumentException e) {
            throw ProblemException.field("", String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode list(JsonNode body, String field) {
        JsonNode list = body.path(field);
        if (!list.isMissingNode() && !list.isArray()) {
            throw ProblemException.field(field, "'" + field + "' is a list. Received: " + Bodies.shown(list) + ".");
        }
        return list;
    }

    private static HttpResponse<byte[]> json(io.micronaut.http.MutableHttpResponse<byte[]> response, Object answer) {
        return response.body(Json.encode(answer)).contentType(MediaType.APPLICATION_JSON_TYPE);
    }
}
