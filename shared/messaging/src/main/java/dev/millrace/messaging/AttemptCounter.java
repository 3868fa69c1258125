package dev.millrace.messaging;

import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Instant;
import java.util.List;

/// Counts how often in a row services of one kind have attempted a run without progress. The number is published on
/// the events topic before an attempt begins, since a process that breaks has no time to publish anything. It is reset
/// when an attempt makes progress.
///
/// The first attempt is not published: the second one counts it.
final class AttemptCounter {
    /// A run that has been tried so often in a row has failed.
    static final int MOST = 6;

    private final Connection connection;
    private final Publisher publisher;
    private final Origin origin;

    AttemptCounter(Connection connection, Publisher publisher, Origin origin) {
        this.connection = connection;
        this.publisher = publisher;
        this.origin = origin;
    }

    /// The attempt that begins now. An attempt beyond the limit is not published.
    Try next(RunQueue.Claim claim) {
        if (!claim.again()) {
            return new Try(claim.run(), 1, false);
        }
        int before = 1;
        for (Event event : told(claim.run())) {
            if (event instanceof Event.Retried retried) {
                before = retried.tries();
            }
        }
        var next = new Try(claim.run(), before + 1, true);
        if (!next.oneTooMany()) {
            next.say(next.number());
        }
        return next;
    }

    /// What this kind of service has said about the run. Whoever was lost with it may have left a transaction open,
    /// which ends when the next try begins: tries are said outside of any.
    private List<Event> told(RunRequested run) {
        try (var events =
                TopicReader.ofRunUncommitted(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt())) {
            return events.pollToEnd().stream()
                    .filter(event -> event.origin().service().equals(origin.service()))
                    .toList();
        }
    }

    /// One try. Thread-safe.
    final class Try {
        private final RunRequested run;
        private final int number;
        private final boolean said;
        private boolean gotSomewhere;

        private Try(RunRequested run, int number, boolean said) {
            this.run = run;
            this.number = number;
            this.said = said;
        }

        /// How many there have been in a row, this one included.
        int number() {
            return number;
        }

        boolean oneTooMany() {
            return number > MOST;
        }

        /// The run is further than any try before this one had brought it.
        synchronized void gotSomewhere() {
            if (!gotSomewhere) {
                gotSomewhere = true;
                forget(0);
            }
        }

        /// The service leaves of its own accord: it was no try.
        synchronized void left() {
            if (!gotSomewhere) {
                forget(number - 1);
            }
        }

        private void forget(int tries) {
            if (said) {
                say(tries);
            }
        }

        private void say(int tries) {
            publisher.event(new Event.Retried(run.runId(), origin, Instant.now(), tries));
        }
    }
}
