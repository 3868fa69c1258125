package dev.millrace.standalone.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.messaging.Connection;
import dev.millrace.testkit.Seeds;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Runs upon runs on one cluster, two at a time, while processes are struck. Beside those that are struck there is one
/// of each service that is left in peace: it stays as it is, and so do the topics, once they are as old as what they
/// keep.
@EnabledIfSystemProperty(
        named = "millrace.soak",
        matches = "[0-9]+",
        disabledReason = "it takes an hour: ask for it with -Dmillrace.soak=60")
@Timeout(value = 24, unit = TimeUnit.HOURS) // As many faults as are asked for.
final class SoakTest {
    /// Minutes.
    private static final int LENGTH = Integer.getInteger("millrace.soak", 60);

    private static final int EPOCHS = 12;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /// Longer than a run takes, and short enough for the topics to be as old as that for most of the time.
    private static final Duration KEPT = Duration.ofMinutes(Math.max(5, LENGTH / 6));

    /// Growth that is taken for chance: of memory, a tenth or 16 MB; of threads and files, a tenth or four; of a topic,
    /// a quarter or 100 MB, which is what the mini-batches of one run take on three brokers.
    private static final double SHARE = 0.1;

    private static final double BYTES = 16e6;
    private static final double SOME = 4;
    private static final double TOPIC_SHARE = 0.25;
    private static final double TOPIC_BYTES = 100e6;

    @Seeds(1)
    void shouldStayAsItIs(long seed, @TempDir Path folder) throws IOException {
        var trial = new Trial(seed, folder, EPOCHS);
        Instant end = Instant.now().plus(Duration.ofMinutes(LENGTH));
        var over = new AtomicBoolean();
        try (var struck = trial.session(trial.cast().roles(), "struck");
                var peaceful = trial.session(trial.cast().bystanders(), "peaceful")) {
            keepLess(peaceful.connection());
            trial.run(peaceful, "first", 1);
            var footprint = new Footprint(pids(peaceful), trial.cast().folder(), PAUSE);
            CompletableFuture<Integer> runs = CompletableFuture.supplyAsync(
                    () -> upTo(over, trial, peaceful),
                    task -> Thread.ofPlatform().name("peaceful").start(task));
            int number = 0;
            try (footprint) {
                while (Instant.now().isBefore(end) && !runs.isCompletedExceptionally()) {
                    trial.run(struck, "run", ++number);
                }
            } finally {
                over.set(true);
                footprint.write(trial.logs());
            }
            trial.say(String.format(
                    "%d faults in %d runs, %d runs beside them, no difference",
                    struck.struck().size(), number, runs.join()));
            footprint.ofTopics().forEach(change -> trial.say(change.toString()));
            footprint.ofProcesses().forEach(change -> trial.say(change.toString()));
            assertThat(footprint.ofProcesses()).allMatch(change -> switch (change.what()) {
                case "threads", "files" -> change.within(SHARE, SOME);
                default -> change.within(SHARE, BYTES);
            });
            assertThat(footprint.ofTopics()).allMatch(change -> change.within(TOPIC_SHARE, TOPIC_BYTES));
        }
    }

    /// Has topics keep for some minutes what they otherwise keep for a month, or for ever.
    private static void keepLess(Connection connection) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", connection.bootstrapServers()))) {
            admin.incrementalAlterConfigs(
                            Topics.SHARED.stream().collect(Collectors.toMap(SoakTest::resource, SoakTest::keepingLess)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    private static Collection<AlterConfigOp> keepingLess(Topic topic) {
        return Map.of(
                        "cleanup.policy", topic.equals(Topics.CHECKPOINTS) ? "compact,delete" : "delete",
                        "retention.ms", String.valueOf(KEPT.toMillis()),
                        "segment.ms", String.valueOf(KEPT.dividedBy(8).toMillis()))
                .entrySet()
                .stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
    }

    private static int upTo(AtomicBoolean over, Trial trial, Session session) {
        int number = 0;
        while (!over.get()) {
            trial.run(session, "peaceful", ++number);
        }
        return number;
    }

    private static Map<String, Long> pids(Session session) {
        Map<String, Long> pids = new HashMap<>();
        session.pids().forEach((role, all) -> pids.put(role, all.getFirst()));
        return pids;
    }
}
