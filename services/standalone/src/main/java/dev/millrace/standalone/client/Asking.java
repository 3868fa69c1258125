package dev.millrace.standalone.client;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.Tail;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Asking something of a run's trainer, and waiting for its answer.
public final class Asking {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private Asking() {}

    /// Publishes `command`, unless the run is over, and waits until it has taken effect.
    ///
    /// @return that it was obeyed; or the run's end, where that came first
    /// @throws UserException if nothing was heard in time
    public static Event untilObeyed(Connection connection, RunRequested run, Command command) {
        return ask(
                connection,
                run,
                command,
                event -> event instanceof Event.CommandApplied e && e.command().equals(command));
    }

    /// Publishes `command`, unless the run is over, and waits until it is.
    ///
    /// @return the run's end
    /// @throws UserException if nothing was heard in time
    public static Event untilOver(Connection connection, RunRequested run, Command.Stop command) {
        return ask(connection, run, command, event -> false);
    }

    private static Event ask(Connection connection, RunRequested run, Command command, Predicate<Event> answer) {
        try (var publisher = new Publisher(connection);
                var events = Tail.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt())) {
            Predicate<Event> last = answer.or(Event::ends);
            Optional<Event> heard = first(events.pollToEnd(), last);
            if (heard.isEmpty()) {
                publisher.command(command);
            }
            Instant deadline = Instant.now().plus(PATIENCE);
            while (heard.isEmpty() && Instant.now().isBefore(deadline)) {
                heard = first(events.poll(POLL), last);
            }
            return heard.orElseThrow(() -> new UserException("The run has not answered within " + PATIENCE.toSeconds()
                    + " s. It obeys when a trainer reads the command: is one running?"));
        }
    }

    private static Optional<Event> first(List<Event> events, Predicate<Event> wanted) {
        return events.stream().filter(wanted).findFirst();
    }

    /// Why a command was too late for a run that ended so.
    public static UserException tooLate(Event end) {
        return new UserException(
                switch (end) {
                    case Event.Completed e -> "The run was completed already, with " + e.checkpoint() + ".";
                    case Event.Stopped e -> "The run was stopped already, after step " + e.step() + ".";
                    case Event.Failed e -> "The run had failed already: " + e.reason();
                    case Event.Rejected e -> "The run was rejected: " + e.reason();
                    default -> throw new IllegalArgumentException("not an end: " + end);
                });
    }
}
