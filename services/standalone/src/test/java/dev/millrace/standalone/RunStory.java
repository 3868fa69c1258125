package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicReader;
import dev.millrace.testkit.Await;
import dev.millrace.wire.Event;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// One run's events, as they come. For one thread.
final class RunStory implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    private final String runId;
    private final TopicReader<Event> tail;
    private final List<Event> events = new ArrayList<>();

    RunStory(Connection connection, String runId) {
        this.runId = runId;
        this.tail = TopicReader.ofRun(connection, Topics.EVENTS, runId, Event.class, Instant.EPOCH.plusSeconds(60));
    }

    String runId() {
        return runId;
    }

    /// The first event of its kind for which `wanted` holds, once it has come; the run must not fail before.
    <E extends Event> E await(Class<E> type, Predicate<E> wanted) {
        return Await.untilPresent(DEADLINE, type.getSimpleName() + " of run " + runId, () -> {
            events.addAll(tail.poll(Duration.ofMillis(100)));
            assertThat(all(Event.Failed.class)).isEmpty();
            return first(type, wanted);
        });
    }

    /// Hears everything that there is now.
    void catchUp() {
        events.addAll(tail.pollToEnd());
    }

    private <E extends Event> Optional<E> first(Class<E> type, Predicate<E> wanted) {
        return all(type).stream().filter(wanted).findFirst();
    }

    /// All of a kind that have come.
    <E extends Event> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <E extends Event> E last(Class<E> type) {
        return all(type).getLast();
    }

    <E extends Event> E only(Class<E> type) {
        assertThat(all(type)).hasSize(1);
        return last(type);
    }

    @Override
    public void close() {
        tail.close();
    }
}
