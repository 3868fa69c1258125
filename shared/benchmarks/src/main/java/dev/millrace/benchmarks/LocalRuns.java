package dev.millrace.benchmarks;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.loader.LoadPlan;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.CloseableStack;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.TopicReader;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Runs through one broker in this process, each with services of its own.
final class LocalRuns {
    private static final Duration POLL = Duration.ofMillis(200);

    private LocalRuns() {}

    /// Trains them at once, to the end of each.
    ///
    /// @param datasets what data-loaders open
    /// @return what was said of them, in order
    /// @throws MeasurementException if one does not complete
    static List<Event> train(List<RunRequested> runs, LoadPlan.DatasetSource datasets) {
        try (var broker = EmbeddedBroker.temporary()) {
            Connection connection = Connection.to(broker.bootstrapServers());
            try (var topics = new TopicAdmin(connection)) {
                topics.create(Topics.SHARED);
            }
            try (var services = new CloseableStack();
                    var publisher = new Publisher(connection);
                    var tail = TopicReader.ofAll(connection, Topics.EVENTS, Event.class, Instant.now())) {
                for (RunRequested run : runs) {
                    var loader = new LoaderRole(1, LoaderRole.DEFAULT_WINDOW_BYTES, datasets);
                    var trainer = TrainerRole.besideALoader(KernelChoice.FASTEST);
                    List<RunService.Role> roles = List.of(loader, trainer, new EvaluatorRole(1));
                    services.add(() -> RunService.only(connection, roles, List.of(run)));
                    publisher.request(run);
                }
                return follow(tail, runs.size());
            }
        }
    }

    /// Until every run has ended.
    private static List<Event> follow(TopicReader<Event> tail, int runs) {
        List<Event> events = new ArrayList<>();
        while (events.stream().filter(Event::ends).count() < runs) {
            events.addAll(tail.poll(POLL));
        }
        events.stream()
                .filter(e -> e.ends() && !(e instanceof Event.Completed))
                .findFirst()
                .ifPresent(e -> {
                    throw new MeasurementException(e.toString());
                });
        return events;
    }
}
