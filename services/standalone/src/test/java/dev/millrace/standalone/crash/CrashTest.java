package dev.millrace.standalone.crash;

import dev.millrace.messaging.CrashPoint;
import dev.millrace.testkit.Seeds;
import dev.millrace.testkit.crash.Fault.Halt;
import dev.millrace.testkit.crash.Struck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kill anything, at any moment: what a run leaves behind is what its undisturbed twin left, bit for bit.
@Timeout(value = 4, unit = TimeUnit.HOURS) // As many faults as are asked for.
final class CrashTest {
    /// How many faults are to strike, at least: `-Dmillrace.faults=200`.
    private static final int FAULTS = Integer.getInteger("millrace.faults", 20);

    /// Long enough for all the faults that one run may have.
    private static final int EPOCHS = 12;

    @Seeds(1)
    void shouldLeaveNoTraceOfWhatHappenedToProcesses(long seed, @TempDir Path folder) throws IOException {
        var trial = new Trial(seed, folder, EPOCHS);
        try (var session = trial.session(trial.cast().roles(), "struck")) {
            for (int number = 1; !enough(session.struck()); number++) {
                if (number % 2 == 0) {
                    trial.commandedRun(session, "run", number);
                } else {
                    trial.run(session, "run", number);
                }
            }
            trial.say(session.struck().size() + " faults, no difference");
        }
    }

    /// Whether there were as many faults as were asked for, and every named point was hit.
    private static boolean enough(List<Struck> struck) {
        return struck.size() >= FAULTS && halted(struck).equals(EnumSet.allOf(CrashPoint.class));
    }

    /// The named points at which a process was halted.
    private static Set<CrashPoint> halted(List<Struck> struck) {
        Set<CrashPoint> moments = EnumSet.noneOf(CrashPoint.class);
        for (Struck one : struck) {
            if (one.fault() instanceof Halt halt) {
                moments.add(CrashPoint.valueOf(halt.point()));
            }
        }
        return moments;
    }
}
