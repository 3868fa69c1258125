package dev.millrace.messaging;

import dev.millrace.wire.Origin;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;

/// A role that does one run at a time, and does with it what a test wants.
record Doing(String name, RunTask work) implements RunService.Role {
    @Override
    public Topic queue() {
        return Topics.RUNS;
    }

    @Override
    public int capacity() {
        return 1;
    }

    @Override
    public RunTask task(Connection connection, TopicAdmin topics, Publisher publisher, Origin origin) {
        return work;
    }
}
