package dev.millrace.standalone.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.engine.KernelSets;
import dev.millrace.testkit.Seeds;
import dev.millrace.testkit.cuda.StandInCuda;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The crash test with trainers on a GPU, which a stand-in plays: fewer faults, as it is slow.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class CudaCrashTest {
    private static final String LIBRARIES = "millrace.cuda.libraries";

    /// How many faults are to strike, at least: `-Dmillrace.cuda.faults=50`.
    private static final int FAULTS = Integer.getInteger("millrace.cuda.faults", 6);

    private static final int EPOCHS = 6;

    @Seeds(1)
    void shouldLeaveNoTraceOfWhatHappenedToProcesses(long seed, @TempDir Path folder) throws IOException {
        Optional<Path> libraries = StandInCuda.libraries();
        assumeThat(libraries).as("a C++ compiler, for the stand-in").isPresent();
        // The other tests of this process go on with what they have.
        assertThat(KernelSets.forThisMachine().name()).isNotEqualTo("cuda");
        System.setProperty(LIBRARIES, libraries.orElseThrow().toString());
        try {
            var trial = new Trial(seed, folder, EPOCHS, libraries);
            try (var session = trial.session(trial.cast().roles(), "struck")) {
                for (int number = 1; session.struck().size() < FAULTS; number++) {
                    if (number % 2 == 0) {
                        trial.commandedRun(session, "run", number);
                    } else {
                        trial.run(session, "run", number);
                    }
                }
                trial.say(session.struck().size() + " faults, no difference");
            }
        } finally {
            System.clearProperty(LIBRARIES);
        }
    }
}
