package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.standalone.experiment.Statistics;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a child process has trained, as it says itself.
///
/// @param seconds of every epoch, the one to warm up first
/// @param test loss and accuracy on the test examples after the last epoch
record Fitted(List<Double> seconds, Map<String, Double> test, Map<String, String> versions) {
    Fitted {
        seconds = List.copyOf(seconds);
        test = Map.copyOf(test);
        versions = Map.copyOf(versions);
    }

    /// Reads JSON lines: one with `seconds` for each epoch, or one whose `epochs` are such objects; and one with
    /// `test`. Other lines are passed over.
    ///
    /// @throws MeasurementException if there is no epoch or no test
    static Fitted parse(String output) {
        List<Double> seconds = new ArrayList<>();
        Map<String, Double> test = new TreeMap<>();
        Map<String, String> versions = new TreeMap<>();
        for (String line : output.lines().filter(l -> l.startsWith("{")).toList()) {
            if (Json.decode(line.getBytes(StandardCharsets.UTF_8), ObjectNode.class)
                    instanceof Decoded.Ok<ObjectNode> ok) {
                JsonNode said = ok.value();
                if (said.path("seconds").isNumber()) {
                    seconds.add(said.path("seconds").asDouble());
                }
                said.path("epochs")
                        .forEach(epoch -> seconds.add(epoch.path("seconds").asDouble()));
                said.path("test")
                        .properties()
                        .forEach(e -> test.put(e.getKey(), e.getValue().asDouble()));
                said.path("versions")
                        .properties()
                        .forEach(e -> versions.put(e.getKey(), e.getValue().asText()));
            }
        }
        if (seconds.isEmpty() || test.isEmpty()) {
            throw new MeasurementException("A child process has told no epoch or no test scores. Received: " + output);
        }
        return new Fitted(seconds, test, versions);
    }

    /// The median of the epochs after the first.
    double secondsPerEpoch() {
        return Statistics.perEpoch(seconds);
    }
}
