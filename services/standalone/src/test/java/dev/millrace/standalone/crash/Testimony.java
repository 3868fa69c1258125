package dev.millrace.standalone.crash;

import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/// All that the topics say about one run, in their order.
///
/// @param commands that it was given
/// @param tensors of the newest checkpoint: SHA-256 by name
/// @param malformed why something that was read could not be used
record Testimony(
        RunRequested run,
        List<Command> commands,
        List<Event> events,
        List<Metric> metrics,
        List<CheckpointManifest> manifests,
        SortedMap<String, String> tensors,
        List<Batch> batches,
        List<String> malformed) {
    Testimony {
        commands = List.copyOf(commands);
        events = List.copyOf(events);
        metrics = List.copyOf(metrics);
        manifests = List.copyOf(manifests);
        batches = List.copyOf(batches);
        malformed = List.copyOf(malformed);
    }

    /// A training mini-batch.
    ///
    /// @param key `training/00000/000012`
    /// @param sha256 of inputs and of targets
    record Batch(String key, String sha256) {}

    /// The same without the commands that were `late` for the end of training, and not obeyed.
    Testimony withoutUnobeyed(BiPredicate<Command, Instant> late) {
        Instant end = all(Event.Completed.class).map(Event::time).findFirst().orElse(Instant.MAX);
        List<Command> obeyed = all(Event.CommandApplied.class)
                .map(Event.CommandApplied::command)
                .toList();
        List<Command> inTime = commands.stream()
                .filter(command -> obeyed.contains(command) || !late.test(command, end))
                .toList();
        return new Testimony(run, inTime, events, metrics, manifests, tensors, batches, malformed);
    }

    /// The events of a kind.
    <E extends Event> Stream<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    /// The process that an event is from.
    static long pid(Event event) {
        String instance = event.origin().instance();
        return Long.parseLong(instance.substring(instance.lastIndexOf('-') + 1));
    }
}
