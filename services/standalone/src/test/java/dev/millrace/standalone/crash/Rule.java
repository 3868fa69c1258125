package dev.millrace.standalone.crash;

import dev.millrace.loader.LoadPlan;
import dev.millrace.standalone.command.Replay;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// What must hold for every run, disturbed or not.
enum Rule {
    /// The run ends once, and well.
    COMPLETED_ONCE(told -> {
        List<String> breaches = new ArrayList<>();
        told.all(Event.Failed.class).forEach(e -> breaches.add("failed: " + e.reason()));
        told.all(Event.Rejected.class).forEach(e -> breaches.add("rejected: " + e.reason()));
        long completed = told.all(Event.Completed.class).count();
        if (completed != 1) {
            breaches.add("completed " + completed + " times");
        }
        return breaches;
    }),

    /// A step that is replayed states the same fact.
    SAME_FACT_AGAIN(told -> {
        List<String> breaches = new ArrayList<>();
        Map<String, Metric> first = new HashMap<>();
        for (Metric metric : told.metrics()) {
            String about = metric.split() + " " + metric.step();
            Metric before = first.putIfAbsent(about, metric);
            if (before != null && !before.values().equals(metric.values())) {
                breaches.add(about + ": first " + before.values() + ", then " + metric.values());
            }
        }
        return breaches;
    }),

    /// Mini-batches are published in order, each once.
    MINI_BATCHES_IN_ORDER(told -> {
        List<String> breaches = new ArrayList<>();
        int next = 0;
        for (Testimony.Batch batch : told.batches()) {
            String expected =
                    BatchMessage.key(Split.TRAINING, next / Workload.STEPS_PER_EPOCH, next % Workload.STEPS_PER_EPOCH);
            if (!batch.key().equals(expected)) {
                breaches.add("received " + batch.key() + ", expected " + expected);
            }
            next++;
        }
        return breaches;
    }),

    /// Checkpoints and what is said of them come together.
    CHECKPOINTS_AS_TOLD(told -> {
        List<String> there = told.manifests().stream()
                .map(m -> m.checkpoint() + " " + m.sha256())
                .toList();
        List<String> said = told.all(Event.Checkpointed.class)
                .map(e -> e.checkpoint() + " " + e.sha256())
                .toList();
        return there.equals(said)
                ? List.of()
                : List.of(
                        "there are " + without(there, said) + " that events do not" + " speak of, and events speak of "
                                + without(said, there) + " that are not there, or in another order");
    }),

    /// Training goes on from the newest checkpoint, and never back behind it.
    NEVER_BEHIND_A_CHECKPOINT(told -> {
        List<String> breaches = new ArrayList<>();
        long step = 0;
        long nextOffset = 0;
        for (Event event : told.events()) {
            if (event instanceof Event.Started e && e.step() != step) {
                breaches.add("started at step " + e.step() + ", when the newest checkpoint was of step " + step);
            }
            if (event instanceof Event.Checkpointed e) {
                boolean again = e.checkpoint().endsWith(CheckpointManifest.AFTER_EPOCH)
                        && e.step() == step
                        && e.nextOffset() == nextOffset;
                if (!again && (e.step() <= step || e.nextOffset() <= nextOffset)) {
                    breaches.add("a checkpoint of step " + e.step() + " after one of step " + step);
                }
                step = e.step();
                nextOffset = e.nextOffset();
            }
        }
        return breaches;
    }),

    /// What is asked of the run takes effect, after one step and no other.
    APPLIED_ONCE(told -> {
        List<Command> obeyed = told.all(Event.CommandApplied.class)
                .map(Event.CommandApplied::command)
                .toList();
        return Stream.concat(told.commands().stream(), obeyed.stream())
                .distinct()
                .filter(command -> Collections.frequency(obeyed, command) != 1
                        || !told.commands().contains(command))
                .map(command -> "obeyed " + Collections.frequency(obeyed, command) + " times: " + command)
                .toList();
    }),

    /// Whoever does the run once more, alone and undisturbed, obeying after the same steps, gets the same checkpoints.
    THE_SAME_ONCE_MORE(told -> {
        KernelChoice kernels = told.manifests().stream()
                .findFirst()
                .map(first -> new KernelChoice(first.provenance().kernels()))
                .orElse(KernelChoice.FASTEST);
        var result = new Replay(told.run(), told.events(), LoadPlan.of(told.run(), Workload::open), kernels).run();
        return result.difference().stream()
                .map(step ->
                        "another state after step " + step + ", after " + result.checkpoints() + " that were the same")
                .toList();
    }),

    /// Who was replaced says nothing more, unless it takes the run again. That a try begins is said before the run is
    /// taken over, and is no part of it.
    SILENT_WHEN_REPLACED(told -> Stream.of(Event.Started.class, Event.Accepted.class)
            .flatMap(takes -> silent(told, takes).stream())
            .toList()),

    /// All that is there can be read.
    NOTHING_MALFORMED(Testimony::malformed);

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final Function<Testimony, List<String>> check;

    Rule(Function<Testimony, List<String>> check) {
        this.check = check;
    }

    /// How the run breaks it.
    List<String> breaches(Testimony told) {
        return check.apply(told).stream()
                .map(breach -> name() + ": " + breach)
                .limit(3)
                .toList();
    }

    /// @param takes the event that says that a process has taken the run
    private static List<String> silent(Testimony told, Class<? extends Event> takes) {
        List<String> breaches = new ArrayList<>();
        Set<String> services = new HashSet<>();
        told.all(takes).forEach(e -> services.add(e.origin().service()));
        String holder = "";
        for (Event event : told.events()) {
            if (services.contains(event.origin().service()) && !(event instanceof Event.Retried)) {
                if (takes.isInstance(event)) {
                    holder = event.origin().instance();
                } else if (!holder.equals(event.origin().instance())) {
                    breaches.add(event + " when " + holder + " had the run");
                }
            }
        }
        return breaches;
    }

    private static List<String> without(List<String> some, List<String> others) {
        List<String> rest = new ArrayList<>(some);
        rest.removeAll(others);
        return rest;
    }
}
