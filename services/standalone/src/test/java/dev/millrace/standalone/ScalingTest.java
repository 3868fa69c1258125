package dev.millrace.standalone;

import static dev.millrace.standalone.SmallRuns.DEADLINE;
import static dev.millrace.standalone.SmallRuns.evaluator;
import static dev.millrace.standalone.SmallRuns.loader;
import static dev.millrace.standalone.SmallRuns.request;
import static dev.millrace.standalone.SmallRuns.select;
import static dev.millrace.standalone.SmallRuns.trainer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.RunTask;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Services that join and leave while runs are queued.
@ExtendWith(OwnBrokerExtension.class)
class ScalingTest {
    private final Connection connection;
    private final SmallRuns small;

    ScalingTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        this.small = new SmallRuns(connection);
    }

    @Test
    void shouldTrainEachOfManyRunsOnceWhileServicesComeAndGo() {
        int seeds = 3;
        int epochs = 6;
        List<RunRequested> runs = IntStream.range(0, 3 * seeds)
                .mapToObj(number -> request(number % seeds, epochs))
                .toList();
        var three = new CountDownLatch(3);
        try (var evaluator = RunService.shared(connection, evaluator());
                var loaders = new Fleet();
                var trainers = new Fleet();
                var publisher = new Publisher(connection)) {
            loaders.join(loader());
            trainers.join(new Together(trainer(), three));
            runs.forEach(publisher::request);
            small.untilScored(runs.getFirst(), Event.Accepted.class::isInstance);
            for (int more = 0; more < 2; more++) {
                loaders.join(loader());
                trainers.join(new Together(trainer(), three));
            }
            for (int leaving = 0; leaving < 2; leaving++) {
                small.untilScored(
                        runs.get(leaving * seeds), e -> e instanceof Event.EpochEnded ended && ended.epoch() >= 2);
                loaders.oldestLeaves();
                trainers.oldestLeaves();
            }
            List<List<Event>> told =
                    runs.stream().map(run -> small.untilScored(run, e -> false)).toList();
            Set<String> weights = new HashSet<>();
            for (int number = 0; number < runs.size(); number++) {
                List<Event> events = told.get(number);
                Event.Completed twin =
                        select(told.get(number % seeds), Event.Completed.class).getFirst();
                assertThat(select(events, Event.Completed.class))
                        .singleElement()
                        .satisfies(e -> assertThat(e.sha256()).isEqualTo(twin.sha256()));
                assertThat(select(events, Event.EpochEnded.class))
                        .extracting(Event.EpochEnded::epoch)
                        .containsExactlyElementsOf(
                                IntStream.range(0, epochs).boxed().toList());
                weights.add(twin.sha256());
            }
            assertThat(weights).hasSize(seeds);
            assertThat(evaluator.alive()).isTrue();
        }
    }

    /// A service that begins with its first run once others have one, too.
    private static final class Together extends Altered {
        private final CountDownLatch all;

        Together(RunService.Role role, CountDownLatch all) {
            super(role);
            this.all = all;
        }

        @Override
        RunTask altered(RunTask task) {
            return (run, leaving, progressMade) -> {
                all.countDown();
                Await.until(DEADLINE, "runs for all", () -> all.getCount() == 0);
                return task.run(run, leaving, progressMade);
            };
        }
    }

    /// Services of one kind that come and go.
    private final class Fleet implements AutoCloseable {
        private final Deque<RunService> services = new ArrayDeque<>();

        void join(RunService.Role role) {
            services.add(RunService.shared(connection, role));
        }

        void oldestLeaves() {
            try (RunService leaving = services.remove()) {
                assertThat(leaving.alive()).isTrue();
            }
        }

        /// All leave.
        @Override
        public void close() {
            while (!services.isEmpty()) {
                oldestLeaves();
            }
        }
    }
}
