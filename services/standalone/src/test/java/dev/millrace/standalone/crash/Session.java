package dev.millrace.standalone.crash;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.crash.Evidence;
import dev.millrace.testkit.crash.Harness;
import dev.millrace.testkit.crash.Role;
import dev.millrace.testkit.crash.Struck;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A broker and services as processes, and runs on them, one after the other, while the processes are struck. For
/// one thread.
final class Session implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /// A trainer reads commands a last time before it publishes the end of a run; the two are never further apart,
    /// unless it is paused between them.
    private static final Duration UNTIL_READ = Duration.ofSeconds(2);

    private final Harness harness;
    private final Connection connection;
    private final Publisher publisher;
    private final List<Duration> takeovers = new ArrayList<>();
    private final List<Action> actions = new ArrayList<>();

    /// When the brokers had a command.
    private final Map<Command, Instant> given = new ConcurrentHashMap<>();

    private long stepsBefore;
    private long steps;

    Session(Cast cast, long seed, List<Role> roles, Path logs) {
        this.harness = new Harness(seed, roles, logs);
        this.connection = Connection.to(cast.bootstrapServers());
        harness.tick(0);
        connection.check(Duration.ofMinutes(2));
        try (var topics = new TopicAdmin(connection)) {
            topics.createShared();
        }
        this.publisher = new Publisher(connection);
    }

    /// Everything that has happened to processes so far.
    List<Struck> struck() {
        return harness.struck();
    }

    /// From the end of each trainer that died at work to the next step that was trained.
    List<Duration> takeovers() {
        return takeovers;
    }

    /// The processes that are there, by role.
    Map<String, List<Long>> pids() {
        return harness.pids();
    }

    /// Where the broker is.
    Connection connection() {
        return connection;
    }

    private record Action(long steps, Runnable what) {}

    /// Has `what` done once the next run has come so far.
    void once(long step, Runnable what) {
        actions.add(new Action(stepsBefore + step, what));
    }

    /// Gives the next run `command` when it has come so far. The brokers may be down then: it waits for them, and this
    /// thread does not.
    void command(long step, Command command) {
        once(
                step,
                () -> Thread.ofVirtual().name("command").start(() -> {
                    publisher.command(command);
                    given.put(command, Instant.now());
                }));
    }

    /// Whether the brokers had a command too late for it to be obeyed: they may be away, and training does not wait.
    private boolean late(Command command, Instant end) {
        Instant at = given.get(command);
        return at == null || at.isAfter(end.minus(UNTIL_READ));
    }

    /// Has a run done, and says what it left.
    Evidence run(RunRequested run) {
        try (var recorder = new Recorder(connection, run)) {
            publisher.request(run);
            int struckBefore = struck().size();
            harness.runBegins(steps);
            Await.until(DEADLINE, "the end of run " + run.runId(), () -> {
                harness.tick(steps);
                recorder.poll().forEach(this::heard);
                return recorder.complete() && harness.calm();
            });
            stepsBefore += Workload.steps(run);
            Testimony told = recorder.testimony().withoutUnobeyed(this::late);
            measure(told, struck().subList(struckBefore, struck().size()));
            return evidence(told);
        }
    }

    /// Waits until nothing is left of a run's mini-batches, after its end.
    void cleared(RunRequested run) {
        try (var topics = new TopicAdmin(connection)) {
            Await.until(DEADLINE, "the end of the mini-batches of run " + run.runId(), () -> {
                harness.tick(steps);
                return !topics.exists(Topics.batches(run.runId()));
            });
        }
    }

    private void heard(Event event) {
        if (event instanceof Event.Heartbeat beat) {
            steps = Math.max(steps, stepsBefore + beat.step());
        }
        harness.heard(Testimony.pid(event), steps);
        List<Action> due =
                actions.stream().filter(action -> steps >= action.steps()).toList();
        actions.removeAll(due);
        due.forEach(action -> action.what().run());
    }

    private void measure(Testimony told, List<Struck> struck) {
        for (Struck one : struck) {
            if (one.role().equals("trainer") && one.abrupt()) {
                told.metrics().stream()
                        .filter(m -> m.split() == Split.TRAINING)
                        .map(Metric::time)
                        .filter(time -> time.isAfter(one.at()))
                        .min(Instant::compareTo)
                        .ifPresent(next -> takeovers.add(Duration.between(one.at(), next)));
            }
        }
    }

    private static Evidence evidence(Testimony told) {
        SortedMap<String, SortedMap<String, String>> facts = new TreeMap<>();
        for (Witness witness : Witness.values()) {
            facts.put(witness.name(), witness.facts(told));
        }
        List<String> breaches = new ArrayList<>();
        for (Rule rule : Rule.values()) {
            breaches.addAll(rule.breaches(told));
        }
        return new Evidence(facts, breaches);
    }

    /// Ends all processes politely, before they are closed.
    void end() {
        harness.end();
    }

    @Override
    public void close() {
        publisher.close();
        harness.close();
    }
}
