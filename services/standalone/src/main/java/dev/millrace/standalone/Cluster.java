package dev.millrace.standalone;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.util.Optional;

/// The Kafka that a command talks to: the one that was named, the one that another millrace runs, or one started for
/// this
/// command. Closing it stops what was started.
final class Cluster implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Connection connection;
    private final Optional<Home.Owned> owned;

    private Cluster(Connection connection, Optional<Home.Owned> owned) {
        this.connection = connection;
        this.owned = owned;
        connection.check(TIMEOUT);
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
    }

    /// For a command that wants to see or ask something.
    static Cluster open(ClusterOptions options) {
        Home home = Home.ofUser(System.getenv());
        Optional<Connection> there = options.connection().or(home::running);
        return there.map(c -> new Cluster(c, Optional.empty())).orElseGet(() -> start(home));
    }

    /// For a command whose wish others are to fulfil: only where there are services that might.
    ///
    /// @throws UserException if there are none to be expected
    static Cluster openServed(ClusterOptions options) {
        Home home = Home.ofUser(System.getenv());
        return options.connection()
                .or(home::running)
                .map(c -> new Cluster(c, Optional.empty()))
                .orElseThrow(() -> new UserException("No services are running here. Start them with"
                        + " 'millrace services', name a cluster with --bootstrap HOST:PORT, or use 'millrace train'."));
    }

    /// A broker of this process's own.
    static Cluster start(Home home) {
        Home.Owned owned = home.start();
        return new Cluster(owned.connection(), Optional.of(owned));
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        owned.ifPresent(Home.Owned::close);
    }
}
