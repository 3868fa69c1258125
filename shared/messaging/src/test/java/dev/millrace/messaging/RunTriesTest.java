package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// How often a run is tried, and what counts as a try.
@ExtendWith(BrokerExtension.class)
class RunTriesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Connection connection;
    private final RunRequested run = Examples.run();

    RunTriesTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
    }

    @Test
    void shouldGiveUpARunThatBreaksAgainAndAgainAndSayWhy() {
        List<Event> told = toldOf((given, shutdownRequested, progressMade) -> {
            throw new IllegalStateException("no more ink");
        });
        assertThat(reason(told)).isEqualTo("given up by the role after 6 attempts, the last: no more ink");
        assertThat(tries(told)).containsExactly(2, 3, 4, 5, 6);
    }

    @Test
    void shouldCountWhatTheVirtualMachineThrows() {
        List<Event> told = toldOf((given, shutdownRequested, progressMade) -> {
            throw new OutOfMemoryError("no more paper");
        });
        assertThat(reason(told)).isEqualTo("given up by the role after 6 attempts, the last: no more paper");
    }

    @Test
    void shouldGoOnWithARunThatGetsSomewhereHoweverOftenItBreaks() {
        var count = new AtomicInteger();
        List<Event> told = toldOf((given, shutdownRequested, progressMade) -> {
            int now = count.incrementAndGet();
            if (now % 5 == 0 && now < 11) {
                progressMade.run();
                progressMade.run();
            }
            if (now < 11) {
                throw new IllegalStateException("interrupted");
            }
            throw new AssertionError("the end of the test");
        });
        assertThat(tries(told)).startsWith(2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1).endsWith(6);
        assertThat(reason(told)).isEqualTo("given up by the role after 6 attempts, the last: the end of the test");
    }

    @Test
    void shouldNotCountThatAServiceLeftInGoodOrder() {
        var count = new AtomicInteger();
        Queue<String> done = new ConcurrentLinkedQueue<>();
        RunTask task = (given, shutdownRequested, progressMade) -> {
            if (count.incrementAndGet() < 9) {
                return RunTask.Outcome.LEFT;
            }
            done.add(given.runId());
            return RunTask.Outcome.DONE;
        };
        try (var service = RunService.only(connection, List.of(new Doing("role", task)), List.of(run));
                var events = events()) {
            Await.until(DEADLINE, "the run is done", () -> done.contains(run.runId()));
            assertThat(service.alive()).isTrue();
            assertThat(events.pollToEnd()).noneMatch(Event::ends);
        }
    }

    /// What is told of a run that ends.
    private List<Event> toldOf(RunTask task) {
        List<Event> told = new ArrayList<>();
        try (var service = RunService.only(connection, List.of(new Doing("role", task)), List.of(run));
                var events = events()) {
            Await.until(DEADLINE, "the run's end", () -> {
                told.addAll(events.poll(Duration.ofMillis(100)));
                return told.stream().anyMatch(Event::ends);
            });
            assertThat(service.alive()).isTrue();
        }
        return told;
    }

    private TopicReader<Event> events() {
        return TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt());
    }

    private static String reason(List<Event> told) {
        return ((Event.Failed) told.getLast()).reason();
    }

    private static List<Integer> tries(List<Event> told) {
        return told.stream()
                .filter(Event.Retried.class::isInstance)
                .map(event -> ((Event.Retried) event).tries())
                .toList();
    }
}
