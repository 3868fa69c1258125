package dev.millrace.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Somebody asks for a run: everything that training depends on, nothing that it does not.
///
/// @param runId letters, digits, `.`, `_` and `-`, at most 100; part of a topic's name
/// @param name for people
/// @param dataset its kind and the kind's options: `{"mnist": {}}`, `{"csv": {"file": "houses.csv", "target":
/// "price"}}`
/// @param model Keras's model JSON
/// @param compile Keras's compile JSON: optimizer, loss, metrics
/// @param requestedAt when
public record RunRequested(
        String runId,
        String name,
        JsonNode dataset,
        JsonNode model,
        JsonNode compile,
        FitRef fit,
        Instant requestedAt) {
    private static final int MAX_RUN_ID_LENGTH = 100;

    public RunRequested {
        checkRunId(runId);
    }

    /// How long and on what the model is trained.
    ///
    /// @param batchSize examples per step
    /// @param epochs passes over the training examples
    /// @param validationSplit share of the training examples held back for scoring
    /// @param shuffle whether each epoch has an order of its own
    /// @param seed of the first weights and of every epoch's order
    /// @param classWeight weights of examples by class number; empty where all count alike
    /// @param initialEpoch the epoch that is trained first, counted from 0; `epochs` is where training ends
    /// @param stepsPerEpoch steps of an epoch; 0: as many as one pass over the training examples takes
    /// @param validationFreq every how many epochs is validated
    /// @param callbacks a list of Keras's callbacks, each with its class and its settings
    public record FitRef(
            int batchSize,
            int epochs,
            double validationSplit,
            boolean shuffle,
            long seed,
            Map<Integer, Double> classWeight,
            int initialEpoch,
            int stepsPerEpoch,
            int validationFreq,
            JsonNode callbacks) {
        public FitRef {
            classWeight = Collections.unmodifiableMap(new TreeMap<>(classWeight));
        }

        /// One pass an epoch, each validated, without callbacks.
        public FitRef(
                int batchSize,
                int epochs,
                double validationSplit,
                boolean shuffle,
                long seed,
                Map<Integer, Double> classWeight) {
            this(
                    batchSize,
                    epochs,
                    validationSplit,
                    shuffle,
                    seed,
                    classWeight,
                    0,
                    0,
                    1,
                    JsonNodeFactory.instance.arrayNode());
        }
    }

    /// The same run, asked for at `latest` where it says a later time: the clock of whoever asked may be ahead, and
    /// readers begin at this time.
    ///
    /// @param latest when the brokers had the request, by their clock
    public RunRequested askedForBy(Instant latest) {
        return requestedAt.isAfter(latest) ? new RunRequested(runId, name, dataset, model, compile, fit, latest) : this;
    }

    /// The kind of data: `csv`; empty where the request names none.
    public String datasetKind() {
        Iterator<String> kinds = dataset.fieldNames();
        return kinds.hasNext() ? kinds.next() : "";
    }

    /// Why no topic takes the request; empty where it fits.
    public Optional<String> tooLarge() {
        int size = Json.encode(this).length;
        return size <= Topics.MAX_VALUE_BYTES
                ? Optional.empty()
                : Optional.of("The request takes " + size + " bytes, and a topic takes " + Topics.MAX_VALUE_BYTES
                        + ". Ask for a model of fewer layers.");
    }

    /// Refuses an id that cannot be part of a topic's name.
    ///
    /// @throws IllegalArgumentException naming the id
    public static void checkRunId(String runId) {
        boolean fits = !runId.isEmpty() && runId.length() <= MAX_RUN_ID_LENGTH;
        // every mini-batch comes by here
        for (int i = 0; fits && i < runId.length(); i++) {
            fits = inRunId(runId.charAt(i));
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "A run id has 1 to 100 letters, digits, '.', '_' or '-'. Received: '" + runId + "'");
        }
    }

    private static boolean inRunId(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
    }
}
