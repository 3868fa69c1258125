package dev.millrace.messaging;

import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A service at work: connected, its topics made, taking runs. Who closes it waits until every run is left in good
/// order.
public final class RunService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunService.class);
    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(30);

    private final Role role;
    private final Opened opened = new Opened();
    private final RunWorker worker;

    /// What makes a service this one and not another.
    public interface Role {
        /// The service's name, also of its share group: `trainer`.
        String name();

        /// How many runs one process does at once.
        int capacity();

        /// The service's part in a run.
        RunTask task(Connection connection, TopicAdmin topics, Publisher publisher, Origin origin);
    }

    private RunService(Connection connection, Role role, BiFunction<TopicAdmin, Publisher, RunQueue> queue) {
        LOG.info("{}: {} at a time, kafka {}", role.name(), role.capacity(), connection.masked());
        connection.check(BROKER_TIMEOUT);
        OldGeneration.keepSmall();
        this.role = role;
        TopicAdmin topics = opened.add(() -> new TopicAdmin(connection));
        Publisher publisher = opened.add(() -> {
            topics.create(Topics.SHARED);
            return new Publisher(connection);
        });
        Origin origin = Origin.here(role.name());
        this.worker = opened.add(() -> new RunWorker(
                queue.apply(topics, publisher),
                role.capacity(),
                role.task(connection, topics, publisher, origin),
                new Tries(connection, publisher, origin),
                publisher,
                origin,
                topics::answers));
    }

    /// One of any number of services of this role, sharing the runs.
    public static RunService shared(Connection connection, Role role) {
        return new RunService(
                connection, role, (topics, publisher) -> new SharedRuns(connection, role.name(), topics, publisher));
    }

    /// A service that is there for these runs alone, and takes no others.
    public static RunService only(Connection connection, Role role, Collection<RunRequested> runs) {
        return new RunService(connection, role, (topics, publisher) -> new GivenRuns(runs));
    }

    /// The role's name.
    public String name() {
        return role.name();
    }

    /// Whether runs are still being taken.
    public boolean alive() {
        return worker.alive();
    }

    @Override
    public void close() {
        opened.close();
    }
}
