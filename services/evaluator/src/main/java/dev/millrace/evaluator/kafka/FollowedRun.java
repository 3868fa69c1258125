package dev.millrace.evaluator.kafka;

import dev.millrace.evaluator.CheckpointModel;
import dev.millrace.evaluator.RefusedException;
import dev.millrace.evaluator.RowForm;
import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicReader;
import dev.millrace.wire.CheckpointAssembler.Checkpoint;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Event;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A run that somebody asks predictions of: its newest model, and the last other one that was asked for. Owns both. For
/// one thread.
final class FollowedRun implements AutoCloseable {
    /// How old what is known of checkpoints may be.
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    /// Where to begin to look for the newest checkpoint: a run that is training has made one lately, and what others
    /// have made before need not be read.
    private static final List<Duration> LOOK_BACK =
            List.of(Duration.ofMinutes(2), Duration.ofMinutes(20), Duration.ofHours(4), Duration.ofDays(2));

    private final Connection connection;
    private final String runId;
    private final Instant requestedAt;
    private final RowForm form;
    private @Nullable CheckpointFeed feed;
    private @Nullable CheckpointModel newest;
    private @Nullable CheckpointModel other;
    private long lookedNanos;

    /// @throws RefusedException if no data-loader has accepted the run
    FollowedRun(Connection connection, String runId, Instant requestedAt) {
        this.connection = connection;
        this.runId = runId;
        this.requestedAt = requestedAt;
        this.form = new RowForm(accepted().data());
    }

    private Event.Accepted accepted() {
        try (var events = TopicReader.ofRun(connection, Topics.EVENTS, runId, Event.class, requestedAt)) {
            return events.firstToEnd(Event.Accepted.class)
                    .orElseThrow(() -> new RefusedException("Run '" + runId + "' was not accepted by a data-loader,"
                            + " or not yet. 'millrace runs' says how it stands."));
        }
    }

    /// The model with the weights of the newest checkpoint.
    ///
    /// @throws RefusedException if there is none
    CheckpointModel newest() {
        if (newest == null || System.nanoTime() - lookedNanos > LOOK_EVERY.toNanos()) {
            look().ifPresent(checkpoint -> {
                var next = new CheckpointModel(checkpoint, form);
                close(newest);
                newest = next;
            });
            lookedNanos = System.nanoTime();
        }
        if (newest == null) {
            throw new RefusedException("Run '" + runId + "' has no checkpoint yet. Ask again once it has made one.");
        }
        return newest;
    }

    /// A checkpoint that is newer than those that were seen, if there is one.
    private Optional<Checkpoint> look() {
        Predicate<CheckpointManifest> any = manifest -> true;
        if (feed != null) {
            return feed.newestVisible(any);
        }
        Instant now = Instant.now();
        for (Duration back : LOOK_BACK) {
            Instant from = now.minus(back);
            if (from.isAfter(requestedAt)) {
                Optional<Checkpoint> found = lookFrom(from, any);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return lookFrom(requestedAt, any);
    }

    private Optional<Checkpoint> lookFrom(Instant from, Predicate<CheckpointManifest> wanted) {
        closeFeed();
        var opened = new CheckpointFeed(connection, runId, from, (record, reason) -> {});
        feed = opened;
        return opened.newestVisible(wanted);
    }

    /// The model with the weights of one checkpoint.
    ///
    /// @throws RefusedException if it cannot be read, or not any more
    CheckpointModel named(String name) {
        // The newest is looked for again: it may be the one.
        CheckpointModel last = newest();
        if (last.manifest().checkpoint().equals(name)) {
            return last;
        }
        if (other == null || !other.manifest().checkpoint().equals(name)) {
            var found = read(name);
            close(other);
            other = found;
        }
        return other;
    }

    private CheckpointModel read(String name) {
        try (var whole = new CheckpointFeed(connection, runId, requestedAt, (record, reason) -> {})) {
            return whole.newestVisible(manifest -> manifest.checkpoint().equals(name))
                    .map(checkpoint -> new CheckpointModel(checkpoint, form))
                    .orElseThrow(() -> new RefusedException("Run '" + runId + "' has no checkpoint '" + name
                            + "', or not any more: the newest three stay."));
        }
    }

    private static void close(@Nullable CheckpointModel model) {
        if (model != null) {
            model.close();
        }
    }

    private void closeFeed() {
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }

    @Override
    public void close() {
        close(newest);
        close(other);
        newest = null;
        other = null;
        closeFeed();
    }
}
