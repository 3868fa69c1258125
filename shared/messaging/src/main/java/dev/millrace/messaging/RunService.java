package dev.millrace.messaging;

import dev.millrace.messaging.status.StatusReporter;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topic;
import dev.millrace.wire.reports.DeviceStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A service at work: connected, its topics made, taking runs. Who closes it waits until every run is left in good
/// order.
public final class RunService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunService.class);

    private final CloseableStack opened = new CloseableStack();
    private final List<RunWorker> workers = new ArrayList<>();

    /// What makes a service this one and not another.
    public interface Role {
        /// The service's name, also of its share group: `trainer`.
        String name();

        /// The topic that the service takes its runs from.
        Topic queue();

        /// How many runs one process does at once.
        int capacity();

        /// What the service computes on beside the processor, as it is now. Asked every two seconds by a thread that
        /// waits for nothing else.
        default List<DeviceStatus> devices() {
            return List.of();
        }

        /// The service's part in a run.
        RunTask task(Connection connection, TopicAdmin topics, Publisher publisher, Origin origin);

        /// Begins what the service does beside its runs, if there is anything; whoever closes it ends that.
        default AutoCloseable alongside(Connection connection, Publisher publisher, Origin origin) {
            return () -> {};
        }
    }

    private RunService(Connection connection, List<Role> roles, BiFunction<TopicAdmin, Publisher, RunQueue> queue) {
        LOG.info("kafka {}", connection.masked());
        connection.await();
        TopicAdmin topics = opened.add(() -> new TopicAdmin(connection));
        Publisher publisher = opened.add(() -> {
            topics.createShared();
            return new Publisher(connection);
        });
        List<StatusReporter.Member> members = new ArrayList<>();
        for (Role role : roles) {
            Origin origin = Origin.here(role.name());
            LOG.info("{}: {} at a time", role.name(), role.capacity());
            opened.add(() -> role.alongside(connection, publisher, origin));
            RunWorker worker = opened.add(() -> new RunWorker(
                    queue.apply(topics, publisher),
                    role.capacity(),
                    role.task(connection, topics, publisher, origin),
                    new AttemptCounter(connection, publisher, origin),
                    publisher,
                    origin,
                    topics::answers));
            workers.add(worker);
            members.add(new StatusReporter.Member(origin, worker::atWork, role.capacity(), role::devices));
        }
        opened.add(() -> new StatusReporter(publisher, members));
    }

    /// One of any number of services of this role, sharing the runs.
    public static RunService shared(Connection connection, Role role) {
        return new RunService(
                connection,
                List.of(role),
                (topics, publisher) -> new SharedRuns(connection, role.queue(), role.name(), topics, publisher));
    }

    /// A service of all these roles that is there for these runs alone, and takes no others.
    public static RunService only(Connection connection, List<Role> roles, Collection<RunRequested> runs) {
        return new RunService(connection, roles, (topics, publisher) -> new FixedRunQueue(runs));
    }

    /// Whether each role has somebody who waits for runs and would get one, or is at work on as many as it does at
    /// once; false once none of it was so for a quarter of a minute, as when no broker answers.
    public boolean alive() {
        return workers.stream().allMatch(RunWorker::alive);
    }

    /// How many runs are at work here.
    public int atWork() {
        return workers.stream().mapToInt(worker -> worker.atWork().size()).sum();
    }

    @Override
    public void close() {
        opened.close();
    }
}
