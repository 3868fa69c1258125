package dev.millrace.evaluator.kafka;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.RunTask;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.wire.Origin;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;

/// What makes a service an evaluator.
///
/// @param capacity runs followed at once
public record EvaluatorRole(int capacity) implements RunService.Role {
    /// Runs followed at once, unless told otherwise.
    public static final int DEFAULT_CAPACITY = 64;

    /// The service's name.
    public static final String NAME = "evaluator";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Topic queue() {
        return Topics.ACCEPTED_RUNS;
    }

    @Override
    public RunTask task(Connection connection, TopicAdmin topics, Publisher publisher, Origin origin) {
        return (run, shutdownRequested, progressMade) -> {
            try (var evaluation = new RunEvaluation(run, connection, topics, publisher, origin)) {
                return evaluation.toTheEnd(shutdownRequested, progressMade);
            }
        };
    }

    @Override
    public AutoCloseable alongside(Connection connection, Publisher publisher, Origin origin) {
        return new PredictionService(connection, publisher, origin);
    }
}
