package dev.millrace.standalone.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.messaging.Moment;
import dev.millrace.testkit.Seeds;
import dev.millrace.testkit.crash.Evidence;
import dev.millrace.testkit.crash.Fault.Halt;
import dev.millrace.testkit.crash.Struck;
import dev.millrace.wire.RunRequested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/// Kill anything, at any moment: what a run leaves behind is what its undisturbed twin left, bit for bit.
final class CrashTest {
    /// How many faults are to strike, at least: `-Dmillrace.faults=200`.
    private static final int FAULTS = Integer.getInteger("millrace.faults", 20);

    /// How many brokers there are, one or three: `-Dmillrace.brokers=3`.
    private static final int BROKERS = Integer.getInteger("millrace.brokers", 1);

    /// Long enough for all the faults that one run may have.
    private static final int EPOCHS = 12;

    @Seeds(1)
    void shouldLeaveNoTraceOfWhatHappenedToProcesses(long seed, @TempDir Path folder) throws IOException {
        var workload = new Workload(folder.resolve("data"), EPOCHS);
        Path logs = Files.createDirectories(Path.of("target", "crash", String.valueOf(seed)));
        Jvm jvm = Jvm.here().archivedIn(folder.resolve("jvm"));
        Evidence twin;
        Cast peaceful = cast(folder.resolve("twin"), jvm);
        long began = System.nanoTime();
        try (var session = new Session(peaceful, seed, peaceful.undisturbed(), logs)) {
            twin = session.run(workload.request("twin", seed));
            assertThat(session.struck()).isEmpty();
            session.end();
        }
        assertThat(twin.against(twin)).as("the twin itself").isEmpty();
        say("seed %d: the twin took %.1f s", seed, seconds(began));

        Cast cast = cast(folder.resolve("broker"), jvm);
        int struck = 0;
        try (var session = new Session(cast, seed, cast.roles(), logs)) {
            for (int number = 1; !enough(session.struck()); number++) {
                long begun = System.nanoTime();
                try {
                    RunRequested run = workload.request("run-" + number, seed);
                    // Every other run is given commands. It has no twin, but can be done once more.
                    boolean commanded = number % 2 == 0;
                    if (commanded) {
                        workload.commands(run.runId(), seed + number).forEach(session::command);
                    }
                    Evidence disturbed = session.run(run);
                    assertThat(commanded ? disturbed.breaches() : twin.against(disturbed))
                            .as("seed %d, run %d", seed, number)
                            .isEmpty();
                } finally {
                    List<Struck> now = session.struck();
                    say(
                            "seed %d: run %d took %.1f s; %s; ms from a trainer's end to the next step, so far: %s",
                            seed,
                            number,
                            seconds(begun),
                            now.subList(struck, now.size()),
                            session.takeovers().stream().map(Duration::toMillis).toList());
                    struck = now.size();
                }
            }
            say("seed %d: %d faults, no difference", seed, struck);
        }
    }

    private static Cast cast(Path folder, Jvm jvm) {
        return BROKERS == 1 ? Cast.in(folder, jvm) : Cast.withCluster(folder, jvm);
    }

    /// Whether there were as many faults as were asked for, and every named point was hit.
    private static boolean enough(List<Struck> struck) {
        return struck.size() >= FAULTS && halted(struck).equals(EnumSet.allOf(Moment.class));
    }

    /// The named points at which a process was halted.
    private static Set<Moment> halted(List<Struck> struck) {
        Set<Moment> moments = EnumSet.noneOf(Moment.class);
        for (Struck one : struck) {
            if (one.fault() instanceof Halt halt) {
                moments.add(Moment.valueOf(halt.point()));
            }
        }
        return moments;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void say(String format, Object... args) {
        System.out.printf(format + "%n", args);
    }
}
