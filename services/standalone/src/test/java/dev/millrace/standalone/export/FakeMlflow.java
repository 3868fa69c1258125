package dev.millrace.standalone.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The part of MLflow's tracking server that an export needs, by its REST API's documentation: it refuses what the real
/// one refuses, and like the real one with a file store keeps every metric that it is sent, the same one twice too.
final class FakeMlflow implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// A run as the server keeps it.
    ///
    /// @param metrics by key, each with its step, value and timestamp
    record Run(
            String id,
            Map<String, String> tags,
            Map<String, String> params,
            Map<String, List<JsonNode>> metrics,
            ObjectNode info) {}

    private final HttpServer server;
    private final Map<String, String> experiments = new ConcurrentHashMap<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final List<Integer> batches = new ArrayList<>();
    private volatile int failAfterBatches = Integer.MAX_VALUE;
    private volatile String wantedAuthorization = "";

    FakeMlflow() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/api/2.0/mlflow/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /// After so many batches of metrics, the server answers with errors.
    void failAfter(int count) {
        failAfterBatches = count;
    }

    void want(String authorization) {
        wantedAuthorization = authorization;
    }

    synchronized List<Run> runs() {
        return List.copyOf(runs.values());
    }

    /// How many metrics came at once.
    synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (!wantedAuthorization.isEmpty() && !wantedAuthorization.equals(authorization)) {
                answer(exchange, 401, JSON.createObjectNode().put("error_code", "UNAUTHENTICATED"));
                return;
            }
            boolean get = exchange.getRequestMethod().equals("GET");
            JsonNode body = get
                    ? JSON.valueToTree(query(exchange.getRequestURI().getRawQuery()))
                    : JSON.readTree(exchange.getRequestBody());
            try {
                answer(exchange, 200, result((get ? "GET " : "POST ") + path, body));
            } catch (Refused e) {
                answer(exchange, e.status, JSON.createObjectNode().put("error_code", e.code));
            }
        }
    }

    private JsonNode result(String call, JsonNode body) {
        return switch (call) {
            case "GET experiments/get-by-name" -> {
                String id = experiments.get(body.path("experiment_name").asText());
                if (id == null) {
                    throw new Refused(404, "RESOURCE_DOES_NOT_EXIST");
                }
                ObjectNode found = JSON.createObjectNode();
                found.putObject("experiment").put("experiment_id", id);
                yield found;
            }
            case "POST experiments/create" -> {
                String id = String.valueOf(experiments.size() + 1);
                if (experiments.putIfAbsent(body.path("name").asText(), id) != null) {
                    throw new Refused(400, "RESOURCE_ALREADY_EXISTS");
                }
                yield JSON.createObjectNode().put("experiment_id", id);
            }
            case "POST runs/search" -> search(body);
            case "POST runs/create" -> create(body);
            case "GET metrics/get-history" -> history(body);
            case "POST runs/log-batch" -> logBatch(body);
            case "POST runs/update" -> {
                run(body).info().setAll((ObjectNode) body);
                yield JSON.createObjectNode();
            }
            default -> throw new Refused(404, "ENDPOINT_NOT_FOUND");
        };
    }

    private JsonNode search(JsonNode body) {
        String filter = body.path("filter").asText();
        ObjectNode found = JSON.createObjectNode();
        var list = found.putArray("runs");
        for (Run run : runs.values()) {
            if (filter.equals("tags.`millrace.run_id` = '" + run.tags().get("millrace.run_id") + "'")
                    && body.path("experiment_ids").path(0).equals(run.info().path("experiment_id"))) {
                list.addObject().putObject("info").put("run_id", run.id());
            }
        }
        return found;
    }

    private JsonNode create(JsonNode body) {
        String id = "0123456789abcdef000000000000000" + runs.size();
        ObjectNode info = JSON.createObjectNode().put("status", "RUNNING");
        info.set("experiment_id", body.path("experiment_id"));
        info.set("start_time", body.path("start_time"));
        Map<String, String> tags = new HashMap<>();
        body.path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText()));
        runs.put(id, new Run(id, tags, new HashMap<>(), new HashMap<>(), info));
        ObjectNode made = JSON.createObjectNode();
        made.putObject("run").putObject("info").put("run_id", id);
        return made;
    }

    /// Pages of 7.
    private JsonNode history(JsonNode body) {
        List<JsonNode> all =
                run(body).metrics().getOrDefault(body.path("metric_key").asText(), List.of());
        int from = body.path("page_token").asInt(0);
        int to = Math.min(all.size(), from + 7);
        ObjectNode page = JSON.createObjectNode();
        page.putArray("metrics").addAll(all.subList(from, to));
        if (to < all.size()) {
            page.put("next_page_token", String.valueOf(to));
        }
        return page;
    }

    private JsonNode logBatch(JsonNode body) {
        Run run = run(body);
        int metrics = body.path("metrics").size();
        if (metrics > 1000
                || body.path("params").size() > 100
                || body.path("tags").size() > 100) {
            throw new Refused(400, "INVALID_PARAMETER_VALUE");
        }
        if (metrics > 0) {
            if (batches.size() >= failAfterBatches) {
                throw new Refused(503, "TEMPORARILY_UNAVAILABLE");
            }
            batches.add(metrics);
        }
        body.path("params").forEach(param -> {
            String value = param.path("value").asText();
            String before = run.params().putIfAbsent(param.path("key").asText(), value);
            if (before != null && !before.equals(value)) {
                throw new Refused(400, "INVALID_PARAMETER_VALUE");
            }
        });
        body.path("metrics").forEach(metric -> {
            if (!metric.path("timestamp").isIntegralNumber()
                    || !metric.path("value").isNumber()) {
                throw new Refused(400, "INVALID_PARAMETER_VALUE");
            }
            run.metrics()
                    .computeIfAbsent(metric.path("key").asText(), key -> new ArrayList<>())
                    .add(metric);
        });
        return JSON.createObjectNode();
    }

    private Run run(JsonNode body) {
        Run run = runs.get(body.path("run_id").asText());
        if (run == null) {
            throw new Refused(404, "RESOURCE_DOES_NOT_EXIST");
        }
        return run;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int status;
        private final String code;

        Refused(int status, String code) {
            super(code);
            this.status = status;
            this.code = code;
        }
    }
}
