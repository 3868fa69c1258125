package dev.millrace.standalone.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.crash.Evidence;
import dev.millrace.testkit.crash.Role;
import dev.millrace.testkit.crash.Struck;
import dev.millrace.wire.RunRequested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Runs of one seed, each held against what their undisturbed twin left.
final class Trial {
    /// How many brokers there are, one or three: `-Dmillrace.brokers=3`.
    private static final int BROKERS = Integer.getInteger("millrace.brokers", 1);

    private final long seed;
    private final Workload workload;
    private final Path logs;
    private final Cast cast;
    private final Evidence twin;

    /// Has the twin done.
    ///
    /// @param folder for all that is not to be kept
    /// @param epochs of each run
    Trial(long seed, Path folder, int epochs) throws IOException {
        this(seed, folder, epochs, Optional.empty());
    }

    /// With trainers that compute with a GPU.
    ///
    /// @param cuda where the libraries are; if there are none, with what is fastest
    Trial(long seed, Path folder, int epochs, Optional<Path> cuda) throws IOException {
        this.seed = seed;
        this.workload = new Workload(folder.resolve("data"), epochs);
        this.logs = Files.createDirectories(Path.of("target", "crash", String.valueOf(seed)));
        Jvm jvm = Jvm.archived();
        this.cast = cast(folder.resolve("broker"), jvm).withCuda(cuda);
        Cast peaceful = cast(folder.resolve("twin"), jvm).withCuda(cuda);
        long began = System.nanoTime();
        try (var session = new Session(peaceful, seed, peaceful.undisturbed(), logs)) {
            this.twin = session.run(workload.request("twin", seed));
            assertThat(session.struck()).isEmpty();
            session.end();
        }
        assertThat(twin.against(twin)).as("the twin itself").isEmpty();
        say(String.format("the twin took %.1f s", seconds(began)));
    }

    private static Cast cast(Path folder, Jvm jvm) {
        return BROKERS == 1 ? Cast.in(folder, jvm) : Cast.withCluster(folder, jvm);
    }

    /// The processes on whose brokers the runs are done.
    Cast cast() {
        return cast;
    }

    /// Where is written what is to be kept.
    Path logs() {
        return logs;
    }

    /// Starts `roles`.
    ///
    /// @param name of the folder of what they say
    Session session(List<Role> roles, String name) throws IOException {
        return new Session(cast, seed, roles, Files.createDirectories(logs.resolve(name)));
    }

    /// Has run `name-number` done, which must leave what the twin left.
    void run(Session session, String name, int number) {
        RunRequested run = workload.request(name + "-" + number, seed);
        watch(session, run, () -> twin.against(session.run(run)));
    }

    /// Has run `name-number` done, which is given commands. It has no twin, but can be done once more.
    void commandedRun(Session session, String name, int number) {
        RunRequested run = workload.request(name + "-" + number, seed);
        workload.commands(run.runId(), seed + number).forEach(session::command);
        watch(session, run, () -> session.run(run).breaches());
    }

    private interface Comparison {
        List<String> difference();
    }

    private void watch(Session session, RunRequested run, Comparison comparison) {
        long began = System.nanoTime();
        int struck = session.struck().size();
        try {
            assertThat(comparison.difference())
                    .as("seed %d, %s", seed, run.runId())
                    .isEmpty();
            session.cleared(run);
        } finally {
            List<Struck> now = session.struck();
            say(String.format(
                    "%s took %.1f s; %s; ms from a trainer's end to the next step, so far: %s",
                    run.runId(),
                    seconds(began),
                    now.subList(struck, now.size()),
                    session.takeovers().stream().map(Duration::toMillis).toList()));
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /// Prints what is going on.
    void say(String what) {
        System.out.println("seed " + seed + ": " + what);
    }
}
