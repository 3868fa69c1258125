package dev.millrace.standalone.cluster;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.runs.client.RunClient;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// The Kafka that a command talks to: the one that was named, the one that another millrace runs, or one started
/// for this command. Closing it stops what was started.
public final class Cluster implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Connection connection;
    private final Optional<Home.Owned> owned;
    private final RunClient runs;

    private Cluster(Connection connection, Optional<Home.Owned> owned) {
        this.connection = connection;
        this.owned = owned;
        this.runs = new RunClient(connection);
        try {
            connection.check(TIMEOUT);
            try (var topics = new TopicAdmin(connection)) {
                topics.create(Topics.SHARED);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// For a command that wants to see something.
    public static Cluster open(ClusterOptions options, Home home) {
        return there(options, home).orElseGet(() -> start(options, home, false));
    }

    /// For a command about a run that is being trained, by whomever.
    ///
    /// @throws UserException if nothing is trained here
    public static Cluster openRunning(ClusterOptions options, Home home) {
        return there(options, home)
                .orElseThrow(() -> new UserException("Nothing is being trained here. Name a cluster with --bootstrap"
                        + " HOST:PORT if the run is there."));
    }

    /// For a command whose wish others are to fulfil: only where there are services that might.
    ///
    /// @throws UserException if there are none to be expected
    public static Cluster openServed(ClusterOptions options, Home home) {
        return served(options, home)
                .map(Cluster::at)
                .orElseThrow(() -> new UserException("No services are running here. Start them with"
                        + " 'millrace services', name a cluster with --bootstrap HOST:PORT, or use 'millrace train'."));
    }

    private static Optional<Cluster> there(ClusterOptions options, Home home) {
        return options.connection()
                .or(() -> home.running().map(Home.Running::connection).map(options::with))
                .map(Cluster::at);
    }

    /// The cluster that was named, else the one of the services that run here, if there are any.
    public static Optional<Connection> served(ClusterOptions options, Home home) {
        return options.connection()
                .or(() -> home.running()
                        .filter(Home.Running::services)
                        .map(Home.Running::connection)
                        .map(options::with));
    }

    /// A broker of this process's own.
    ///
    /// @param services whether there will be services beside it that take any run
    public static Cluster start(ClusterOptions options, Home home, boolean services) {
        Home.Owned owned = home.start(services);
        return new Cluster(options.with(owned.connection()), Optional.of(owned));
    }

    /// A cluster that others run.
    public static Cluster at(Connection connection) {
        return new Cluster(connection, Optional.empty());
    }

    /// How to reach it.
    public Connection connection() {
        return connection;
    }

    /// Asks it for runs.
    public RunClient runs() {
        return runs;
    }

    /// Whether the broker was started for this command, so that nobody else can be at work on it.
    public boolean lonely() {
        return owned.isPresent();
    }

    /// Who is told why before the process ends, where the broker is one of this process's own and cannot go on.
    public void whenLost(Consumer<String> tell) {
        owned.ifPresent(broker -> broker.broker().whenLost(tell));
    }

    @Override
    public void close() {
        runs.close();
        owned.ifPresent(Home.Owned::close);
    }
}
