package dev.millrace.runs.client;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.TopicReader;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Commands to a run's trainer, and its answers.
final class Answers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private Answers() {}

    /// Publishes `command`, unless the run is over, and waits for an event that is an `answer`, or the run's end.
    ///
    /// @throws RunClientException if neither was heard in time
    static Event await(
            Connection connection, Publisher publisher, RunRequested run, Command command, Predicate<Event> answer) {
        try (var events = TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt())) {
            Predicate<Event> last = answer.or(Event::ends);
            Optional<Event> heard = first(events.pollToEnd(), last);
            if (heard.isEmpty()) {
                publisher.command(command);
            }
            Instant deadline = Instant.now().plus(PATIENCE);
            while (heard.isEmpty() && Instant.now().isBefore(deadline)) {
                heard = first(events.poll(POLL), last);
            }
            return heard.orElseThrow(() -> new RunClientException("The run has not answered within "
                    + PATIENCE.toSeconds() + " s. It obeys when a trainer reads the command: is one running?"));
        }
    }

    private static Optional<Event> first(List<Event> events, Predicate<Event> wanted) {
        return events.stream().filter(wanted).findFirst();
    }
}
