package dev.millrace.standalone;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.RunTask;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.wire.Origin;
import dev.millrace.wire.Topic;

/// A service that does its work in another way.
abstract class Altered implements RunService.Role {
    private final RunService.Role role;

    Altered(RunService.Role role) {
        this.role = role;
    }

    abstract RunTask altered(RunTask task);

    @Override
    public String name() {
        return role.name();
    }

    @Override
    public Topic queue() {
        return role.queue();
    }

    @Override
    public int capacity() {
        return role.capacity();
    }

    @Override
    public RunTask task(Connection connection, TopicAdmin topics, Publisher publisher, Origin origin) {
        return altered(role.task(connection, topics, publisher, origin));
    }
}
