package dev.millrace.wire.predictions;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import java.time.Instant;
import java.util.List;

/// The answer to a [PredictionRequest].
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Prediction.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Prediction.Refused.class, name = "refused"),
})
public sealed interface Prediction {
    /// The request's.
    String predictionId();

    String runId();

    Instant time();

    Origin origin();

    /// What outputs are.
    enum Meaning {
        /// The probability of each class.
        @JsonProperty("probabilities")
        PROBABILITIES,
        /// Whatever the last layer gives.
        @JsonProperty("outputs")
        OUTPUTS
    }

    /// What the model makes of the rows.
    ///
    /// @param checkpoint whose weights it had
    /// @param step gradient updates made until then
    /// @param outputs of each row, flattened row-major; finite
    record Answered(
            String predictionId,
            String runId,
            String checkpoint,
            long step,
            List<List<Float>> outputs,
            Meaning meaning,
            Instant time,
            Origin origin)
            implements Prediction {
        public Answered {
            PredictionRequest.checkPredictionId(predictionId);
            if (step < 0) {
                throw new IllegalArgumentException("'step' is 0 or more. Received: " + step);
            }
            outputs = outputs.stream().map(List::copyOf).toList();
            for (List<Float> row : outputs) {
                for (float value : row) {
                    if (!Float.isFinite(value)) {
                        throw new IllegalArgumentException("JSON has finite numbers only. Received: " + value);
                    }
                }
            }
        }
    }

    /// Why there are no outputs.
    record Refused(String predictionId, String runId, String reason, Instant time, Origin origin)
            implements Prediction {
        public Refused {
            PredictionRequest.checkPredictionId(predictionId);
            reason = Event.shortened(reason);
        }
    }
}
