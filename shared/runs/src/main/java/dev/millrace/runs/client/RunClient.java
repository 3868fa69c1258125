package dev.millrace.runs.client;

import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.TopicReader;
import dev.millrace.runs.RunSummary;
import dev.millrace.wire.CheckpointAssembler.Checkpoint;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import dev.millrace.wire.reports.Annotation;
import dev.millrace.wire.reports.Report;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks a cluster for runs, follows them, commands them and fetches their checkpoints. It keeps nothing: every answer
/// is read from the topics. Thread-safe.
public final class RunClient implements AutoCloseable {
    private final Connection connection;
    private final RunDirectory directory;
    private @Nullable Publisher publisher;

    /// A client of the cluster at `connection`; nothing is sent yet.
    public RunClient(Connection connection) {
        this.connection = connection;
        this.directory = new RunDirectory(connection);
    }

    /// Where the cluster is.
    public Connection connection() {
        return connection;
    }

    /// Asks for a run.
    ///
    /// @return the request as readers find it: asked for no later than the broker had it
    public RunRequested submit(RunRequested run) {
        return publisher().request(run);
    }

    /// All requests there are, oldest first.
    public List<RunRequested> requests() {
        return directory.requests();
    }

    /// The request of the run whose id this is, or of the only one whose id begins so.
    ///
    /// @throws RunClientException if there is none, or more than one
    public RunRequested find(String runId) {
        return RunDirectory.meant(requests(), runId, connection.bootstrapServers());
    }

    /// How every run stands, oldest first.
    public List<RunSummary> summaries() {
        return directory.summaries();
    }

    /// Requests that services have laid aside since they could not read them, oldest first, with the reason.
    public List<RunSummary> malformed() {
        return directory.malformed();
    }

    /// Everything that is written of the run now, in order; waits for transactions that have not ended.
    public List<Event> events(RunRequested run) {
        try (var topics = new TopicAdmin(connection);
                var events =
                        TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt())) {
            return events.pollPastOpenTransactions(topics);
        }
    }

    /// How the run's checkpoints classify: the newest report of each split, in the order of the splits.
    public List<Report> reports(RunRequested run) {
        try (var reports =
                TopicReader.ofRun(connection, Topics.REPORTS, run.runId(), Report.class, run.requestedAt())) {
            Map<Split, Report> newest = new EnumMap<>(Split.class);
            reports.pollToEnd().forEach(report -> newest.put(report.split(), report));
            return List.copyOf(newest.values());
        }
    }

    /// Follows a run from its request on; to be closed before this client is.
    public RunWatch watch(RunRequested run, RunListener listener) {
        return new RunWatch(connection, run, listener);
    }

    /// Publishes a command, and waits for nothing.
    public void command(Command command) {
        publisher().command(command);
    }

    /// Publishes what somebody says of a run: from then on it counts, as a whole.
    public void annotate(Annotation annotation) {
        publisher().annotate(annotation);
    }

    /// Publishes `command`, unless the run is over, and waits until it has taken effect.
    ///
    /// @return that it was obeyed; or the run's end, where that came first
    /// @throws RunClientException if nothing was heard in time
    public Event untilObeyed(RunRequested run, Command command) {
        return Answers.await(
                connection,
                publisher(),
                run,
                command,
                event -> event instanceof Event.CommandApplied e && e.command().equals(command));
    }

    /// Publishes `command`, unless the run is over, and waits until it is.
    ///
    /// @return the run's end
    /// @throws RunClientException if nothing was heard in time
    public Event untilOver(RunRequested run, Command.Stop command) {
        return Answers.await(connection, publisher(), run, command, event -> false);
    }

    /// The run's newest checkpoint, if it has one; waits for transactions that have not ended.
    public Optional<Checkpoint> newestCheckpoint(RunRequested run) {
        try (var topics = new TopicAdmin(connection);
                var feed = checkpoints(run)) {
            return feed.newest(topics);
        }
    }

    /// The run's checkpoint of this name, which an event has spoken of; absent if it does not come within `timeout`.
    public Optional<Checkpoint> checkpoint(RunRequested run, String name, Duration timeout) {
        try (var feed = checkpoints(run)) {
            return feed.named(name, timeout);
        }
    }

    private CheckpointFeed checkpoints(RunRequested run) {
        return new CheckpointFeed(connection, run.runId(), run.requestedAt(), (record, reason) -> {});
    }

    private synchronized Publisher publisher() {
        if (publisher == null) {
            publisher = new Publisher(connection);
        }
        return publisher;
    }

    @Override
    public synchronized void close() {
        if (publisher != null) {
            publisher.close();
            publisher = null;
        }
    }
}
