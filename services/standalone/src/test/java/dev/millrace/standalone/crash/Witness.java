package dev.millrace.standalone.crash;

import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.Split;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// What of a run must be the same whatever happened to the processes. A new kind of result is registered here.
enum Witness {
    /// Weights, optimizer slots, metric accumulators, and whatever else a checkpoint holds, at the end.
    FINAL_STATE(Testimony::tensors),

    /// The whole state at the end of each epoch.
    STATE_AT_EPOCH_ENDS(told -> {
        var facts = new TreeMap<String, String>();
        told.all(Event.Checkpointed.class)
                .filter(e -> e.step() % Workload.STEPS_PER_EPOCH == 0)
                .forEach(e -> facts.put(padded(e.step()), e.sha256()));
        return facts;
    }),

    /// The mini-batches, by name; the first of each name.
    MINI_BATCHES(told -> {
        var facts = new TreeMap<String, String>();
        told.batches().forEach(batch -> facts.putIfAbsent(batch.key(), batch.sha256()));
        return facts;
    }),

    /// Loss and metrics of each step.
    TRAINING_METRICS(told -> metrics(told, Split.TRAINING)),

    /// The evaluator's scores.
    VALIDATION_METRICS(told -> metrics(told, Split.VALIDATION)),
    TEST_METRICS(told -> metrics(told, Split.TEST)),
    EVALUATIONS(told -> {
        var facts = new TreeMap<String, String>();
        told.all(Event.Evaluated.class)
                .forEach(e -> facts.put(e.checkpoint(), e.step() + " " + e.epoch() + " " + e.values()));
        return facts;
    }),

    /// What is said at the end of each epoch.
    EPOCHS(told -> {
        var facts = new TreeMap<String, String>();
        told.all(Event.EpochEnded.class).forEach(e -> facts.put(padded(e.epoch()), e.step() + " " + e.values()));
        return facts;
    });

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final Function<Testimony, Map<String, String>> facts;

    Witness(Function<Testimony, Map<String, String>> facts) {
        this.facts = facts;
    }

    /// What it says.
    SortedMap<String, String> facts(Testimony told) {
        return new TreeMap<>(facts.apply(told));
    }

    private static Map<String, String> metrics(Testimony told, Split split) {
        var facts = new TreeMap<String, String>();
        for (Metric metric : told.metrics()) {
            if (metric.split() == split) {
                facts.putIfAbsent(padded(metric.step()), metric.epoch() + " " + metric.values());
            }
        }
        return facts;
    }

    private static String padded(long number) {
        String text = String.valueOf(number);
        return "0".repeat(Math.max(0, 6 - text.length())) + text;
    }
}
