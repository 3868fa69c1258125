package dev.millrace.standalone.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.messaging.CrashPoint;
import dev.millrace.testkit.crash.Evidence;
import dev.millrace.testkit.crash.Fault.Blow;
import dev.millrace.testkit.crash.Role;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.RunRequested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The harness misses each safeguard that is taken away. What reveals it is aimed; the seed only says when.
@EnabledIfSystemProperty(
        named = "millrace.faults",
        matches = "[0-9]+",
        disabledReason = "it takes minutes: ask for it with -Dmillrace.faults=20")
@Timeout(value = 4, unit = TimeUnit.HOURS) // As many faults as are asked for.
final class SabotageTest {
    private static final long SEED = 1;
    private static final int EPOCHS = 5;

    private final Path folder;
    private final Workload workload;
    private final Path logs;

    SabotageTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.workload = new Workload(folder.resolve("data"), EPOCHS);
        this.logs = Files.createDirectories(Path.of("target", "crash", "sabotage"));
    }

    /// The trainer dies with a checkpoint published, and what is to be said of it not.
    @Test
    void shouldMissTheTransaction() {
        try (var session = sabotaged(
                Sabotage.NO_TRANSACTION,
                trainer -> trainer.disturbedBy(Map.of(CrashPoint.AFTER_MANIFEST.name(), 1), List.of()))) {
            Evidence evidence = session.run(request("untransacted"));
            assertThat(session.struck()).hasSize(1);
            assertThat(evidence.breaches())
                    .anyMatch(breach -> breach.startsWith(Rule.CHECKPOINTS_AS_TOLD.name()))
                    .anyMatch(breach -> breach.startsWith(Rule.NEVER_BEHIND_A_CHECKPOINT.name()));
        }
    }

    /// The trainer is frozen, replaced, and wakes.
    @Test
    void shouldMissTheFencing() {
        try (var session =
                sabotaged(Sabotage.NO_FENCING, trainer -> trainer.disturbedBy(Map.of(), List.of(Blow.FREEZE)))) {
            Evidence evidence = session.run(request("unfenced"));
            assertThat(session.struck()).hasSize(1);
            assertThat(evidence.breaches()).anyMatch(breach -> breach.startsWith(Rule.SILENT_WHEN_REPLACED.name()));
        }
    }

    /// Somebody publishes a mini-batch again.
    @Test
    void shouldMissTheNameOfAMiniBatch() {
        Evidence twin;
        Cast cast = Cast.in(folder.resolve("checking"), Jvm.here());
        try (var session = new Session(cast, SEED, cast.undisturbed(), logs)) {
            twin = session.run(request("twin"));
            assertThat(twin.breaches()).isEmpty();
            assertThat(twin.against(disturbedByAMiniBatch(session, "checked")))
                    .as("only that it was there")
                    .allMatch(wrong -> wrong.startsWith(Rule.MINI_BATCHES_IN_ORDER.name()));
        }
        try (var session = sabotaged(Sabotage.NO_NAME_CHECK, UnaryOperator.identity())) {
            assertThat(twin.against(disturbedByAMiniBatch(session, "unchecked")))
                    .anyMatch(wrong -> wrong.startsWith(Witness.FINAL_STATE.name()))
                    .anyMatch(wrong -> wrong.startsWith(Witness.TRAINING_METRICS.name()));
        }
    }

    private Evidence disturbedByAMiniBatch(Session session, String runId) {
        RunRequested run = request(runId);
        session.once(Workload.STEPS_PER_EPOCH, () -> Hostile.repeatMiniBatch(session.connection(), run));
        return session.run(run);
    }

    private RunRequested request(String runId) {
        return workload.request(runId, SEED);
    }

    /// @param faults of the trainer, which is otherwise left in peace, as are all others
    private Session sabotaged(Sabotage sabotage, UnaryOperator<Role> faults) {
        Cast cast = Cast.in(folder.resolve("broker"), Jvm.here().with(sabotage.into(folder)));
        List<Role> roles = cast.undisturbed().stream()
                .map(role -> role.name().equals(TrainerRole.NAME) ? faults.apply(role) : role)
                .toList();
        return new Session(cast, SEED, roles, logs);
    }
}
