package dev.millrace.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Something happened to a run.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Event.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = Event.Started.class, name = "started"),
    @JsonSubTypes.Type(value = Event.Retried.class, name = "retried"),
    @JsonSubTypes.Type(value = Event.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = Event.CommandApplied.class, name = "command-applied"),
    @JsonSubTypes.Type(value = Event.EpochEnded.class, name = "epoch-ended"),
    @JsonSubTypes.Type(value = Event.CallbacksApplied.class, name = "callbacks-applied"),
    @JsonSubTypes.Type(value = Event.Checkpointed.class, name = "checkpointed"),
    @JsonSubTypes.Type(value = Event.Completed.class, name = "completed"),
    @JsonSubTypes.Type(value = Event.Stopped.class, name = "stopped"),
    @JsonSubTypes.Type(value = Event.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Event.Evaluated.class, name = "evaluated"),
})
public sealed interface Event {
    /// Longest reason, in characters; of a longer one the beginning is said.
    int MAX_REASON_LENGTH = 2000;

    String runId();

    Origin origin();

    Instant time();

    /// Whether nothing more will be trained.
    default boolean ends() {
        return this instanceof Rejected
                || this instanceof Completed
                || this instanceof Stopped
                || this instanceof Failed;
    }

    /// What is counted is not negative.
    ///
    /// @throws IllegalArgumentException naming the count that is
    private static void checkCount(String name, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("'" + name + "' is 0 or more. Received: " + count);
        }
    }

    private static Map<String, Map<String, Double>> bySplit(Map<String, Map<String, Double>> values) {
        var sorted = new TreeMap<String, Map<String, Double>>();
        values.forEach((split, ofSplit) -> sorted.put(split, Metric.canonical(ofSplit)));
        return Collections.unmodifiableMap(sorted);
    }

    /// A reason as a message may hold it: what a stranger's request says is quoted there, however long.
    static String shortened(String reason) {
        return reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH - 1) + "…";
    }

    /// The data-loader has opened the dataset and the run fits it; mini-batches follow.
    ///
    /// @param data what every example looks like, and how raw data becomes such an example: see README.md
    /// @param notes what people should know of how the data was read, one sentence each
    /// @param stepsPerEpoch training mini-batches in one epoch, at least one
    /// @param batchBytes size of one full training mini-batch on the topic, an upper bound
    record Accepted(
            String runId,
            Origin origin,
            Instant time,
            JsonNode data,
            List<String> notes,
            int trainingSamples,
            int validationSamples,
            int testSamples,
            int stepsPerEpoch,
            long batchBytes)
            implements Event {
        public Accepted {
            if (!data.isObject()) {
                throw new IllegalArgumentException("'data' is an object. Received: " + data.getNodeType());
            }
            notes = notes.stream().map(Event::shortened).toList();
            if (stepsPerEpoch < 1) {
                throw new IllegalArgumentException("An epoch has at least one step. Received: " + stepsPerEpoch);
            }
            checkCount("training_samples", trainingSamples);
            checkCount("validation_samples", validationSamples);
            checkCount("test_samples", testSamples);
            checkCount("batch_bytes", batchBytes);
        }
    }

    /// The run cannot be done as asked; nothing was trained.
    record Rejected(String runId, Origin origin, Instant time, String reason) implements Event {
        public Rejected {
            reason = shortened(reason);
        }
    }

    /// A trainer begins, or goes on where a checkpoint was made.
    ///
    /// @param step gradient updates already made
    record Started(String runId, Origin origin, Instant time, long step) implements Event {
        public Started {
            checkCount("step", step);
        }
    }

    /// A service tries a run again that another of its kind has left or was lost with.
    ///
    /// @param tries in a row, this one included, that got nowhere; fewer once this one has got somewhere, or was left
    /// in good order
    record Retried(String runId, Origin origin, Instant time, int tries) implements Event {
        public Retried {
            checkCount("tries", tries);
        }
    }

    /// The trainer is at work.
    ///
    /// @param step gradient updates made
    /// @param stepsPerSecond since the heartbeat before
    /// @param waitingShare of the time since the heartbeat before that was spent waiting for mini-batches, 0 to 1
    record Heartbeat(
            String runId, Origin origin, Instant time, int epoch, long step, double stepsPerSecond, double waitingShare)
            implements Event {
        public Heartbeat {
            checkCount("epoch", epoch);
            checkCount("step", step);
            if (!Double.isFinite(stepsPerSecond) || !Double.isFinite(waitingShare)) {
                throw new IllegalArgumentException("JSON has finite numbers only. Received: steps_per_second="
                        + stepsPerSecond + ", waiting_share=" + waitingShare);
            }
        }
    }

    /// A command has taken effect. Whoever goes on from an earlier checkpoint obeys it after the same step again, and
    /// does not say so a second time.
    ///
    /// @param step the last that was made without it; 0 before the first
    record CommandApplied(String runId, Origin origin, Instant time, Command command, long step) implements Event {
        public CommandApplied {
            checkCount("step", step);
        }
    }

    /// An epoch's training is done.
    ///
    /// @param epoch counted from 0
    /// @param values loss and metrics over the epoch, as they were at each step
    record EpochEnded(
            String runId, Origin origin, Instant time, int epoch, long step, Map<String, Double> values, double seconds)
            implements Event {
        public EpochEnded {
            checkCount("epoch", epoch);
            checkCount("step", step);
            values = Metric.canonical(values);
            if (!Double.isFinite(seconds)) {
                throw new IllegalArgumentException("JSON has finite numbers only. Received: seconds=" + seconds);
            }
        }
    }

    /// The callbacks of the run were told that an epoch has ended.
    ///
    /// @param step after which
    /// @param values the scores that they were given, by split, then by name; those of the validation split are there
    /// where one was due
    /// @param learningRate of the update after
    /// @param stopTraining whether a callback has ended training
    /// @param kept names of the checkpoints that are the best so far, and kept for that
    /// @param notes what callbacks have to say, one sentence each
    record CallbacksApplied(
            String runId,
            Origin origin,
            Instant time,
            int epoch,
            long step,
            Map<String, Map<String, Double>> values,
            double learningRate,
            boolean stopTraining,
            List<String> kept,
            List<String> notes)
            implements Event {
        public CallbacksApplied {
            checkCount("epoch", epoch);
            checkCount("step", step);
            values = bySplit(values);
            if (!Double.isFinite(learningRate)) {
                throw new IllegalArgumentException("A learning rate is finite. Received: " + learningRate);
            }
            kept = List.copyOf(kept);
            notes = notes.stream().map(Event::shortened).toList();
        }
    }

    /// A checkpoint can be read.
    ///
    /// @param nextOffset of the mini-batch after it in the run's `batches` topic
    record Checkpointed(
            String runId, Origin origin, Instant time, String checkpoint, long step, long nextOffset, String sha256)
            implements Event {
        public Checkpointed {
            checkCount("step", step);
            checkCount("next_offset", nextOffset);
        }
    }

    /// Every epoch was trained, or a callback has ended training; `checkpoint` is the last.
    ///
    /// @param notes what callbacks have to say of the end, one sentence each: why it came, whose weights the model has
    record Completed(
            String runId, Origin origin, Instant time, String checkpoint, long step, String sha256, List<String> notes)
            implements Event {
        public Completed {
            checkCount("step", step);
            notes = notes.stream().map(Event::shortened).toList();
        }
    }

    /// Somebody asked for an end, and the trainer obeyed after `step`; `checkpoint` is the last.
    record Stopped(String runId, Origin origin, Instant time, String checkpoint, long step, String sha256)
            implements Event {
        public Stopped {
            checkCount("step", step);
        }
    }

    /// The run cannot go on.
    record Failed(String runId, Origin origin, Instant time, String reason) implements Event {
        public Failed {
            reason = shortened(reason);
        }
    }

    /// The evaluator has scored a checkpoint on everything there was to score it on.
    ///
    /// @param values by split, then by name
    record Evaluated(
            String runId,
            Origin origin,
            Instant time,
            String checkpoint,
            int epoch,
            long step,
            Map<String, Map<String, Double>> values)
            implements Event {
        public Evaluated {
            checkCount("epoch", epoch);
            checkCount("step", step);
            values = bySplit(values);
        }
    }
}
