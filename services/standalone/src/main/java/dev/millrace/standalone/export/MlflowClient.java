package dev.millrace.standalone.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Shown;
import dev.millrace.standalone.output.UserException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// MLflow's REST API, version 2.0, as of MLflow 2 and 3. For one thread.
///
/// @param server like `http://localhost:5000`
/// @param authorization the header that the server wants, if any
record MlflowClient(HttpClient http, URI server, Optional<String> authorization) implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String API = "/api/2.0/mlflow/";

    /// @param server like `http://localhost:5000`
    /// @param environment has what MLflow's own client reads: `MLFLOW_TRACKING_TOKEN`, or `MLFLOW_TRACKING_USERNAME`
    /// and `MLFLOW_TRACKING_PASSWORD`
    static MlflowClient of(URI server, Map<String, String> environment) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
        return new MlflowClient(http, server, authorization(environment));
    }

    private static Optional<String> authorization(Map<String, String> environment) {
        String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
        if (!token.isEmpty()) {
            return Optional.of("Bearer " + token);
        }
        String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
        String both = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
        return user.isEmpty()
                ? Optional.empty()
                : Optional.of("Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    /// An empty object.
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// Asks for something.
    ///
    /// @return absent: there is none
    /// @throws UserException if the server does not answer, or with another error
    Optional<JsonNode> get(String path, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        HttpResponse<String> response = send(request(path + "?" + parameters).GET());
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(answer(path, response));
    }

    /// Says or makes something.
    ///
    /// @throws UserException if the server does not answer, or with an error
    JsonNode post(String path, JsonNode body) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        return answer(path, send(request));
    }

    private HttpRequest.Builder request(String path) {
        String base = server.toString().replaceAll("/+$", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + API + path)).timeout(TIMEOUT);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UserException("MLflow does not answer at " + server + ": " + e
                    + ". Repeat the command once it does:" + " it goes on where it was.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted while waiting for MLflow at " + server + ".");
        }
    }

    private JsonNode answer(String path, HttpResponse<String> response) {
        int status = response.statusCode();
        if (status != 200) {
            throw new UserException("MLflow at " + server + " answers " + path + " with " + status + ": "
                    + Shown.of(response.body()) + hint(status));
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UserException(
                    "There is no MLflow at " + server + ". Expected: JSON. Received: " + Shown.of(response.body()));
        }
    }

    private static String hint(int status) {
        return status == 401 || status == 403
                ? ". Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD."
                : "";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
