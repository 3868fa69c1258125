package dev.millrace.standalone.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Turns a run file into the request that goes on the topic: full Keras JSON, everything said, an id of its own.
public final class Submission {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Submission() {}

    /// The request for a run whose dataset gives examples of `inputShape`, as far as is known here.
    ///
    /// @throws DescriptionException if the run is not sound
    public static RunRequested of(RunFile run, Shape inputShape) {
        Sequential model = run.model(Shape.of(inputShape.size()));
        Compile compile = run.compile(model);
        JsonNode modelJson = KerasJson.write(model, Optional.empty());
        var request = new RunRequested(
                id(run.name(), Instant.now()),
                run.name(),
                new RunRequested.DatasetRef(run.dataset(), run.data()),
                modelJson,
                KerasJson.compile(compile),
                new RunRequested.FitRef(
                        run.fit().batchSize(),
                        run.fit().epochs(),
                        run.fit().validationSplit(),
                        run.fit().shuffle(),
                        run.fit().seed()),
                Instant.now());
        request.tooLarge().ifPresent(reason -> {
            throw new DescriptionException(reason);
        });
        return request;
    }

    /// `digits-20261124-141500-3fa1`: readable, sorted by time, unlikely to be given twice.
    private static String id(String name, Instant now) {
        String readable =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String random =
                HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());
        return (readable.isEmpty() ? "run" : readable.substring(0, Math.min(40, readable.length()))) + "-"
                + TIME.format(now) + "-" + random;
    }
}
