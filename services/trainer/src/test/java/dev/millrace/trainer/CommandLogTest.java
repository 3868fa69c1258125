package dev.millrace.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.wire.Command;
import dev.millrace.wire.Command.CheckpointNow;
import dev.millrace.wire.Command.SetLearningRate;
import dev.millrace.wire.Command.Stop;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLogTest {
    private static final Origin ORIGIN = new Origin("trainer", "trainer-1");
    private static final Command SLOWER = new SetLearningRate(Runs.RUN, at(1), 0.1);
    private static final Command SLOWER_STILL = new SetLearningRate(Runs.RUN, at(2), 0.01);

    @Test
    void shouldObeyWhatIsAskedAtOnceAndOnlyOnce() {
        var commandLog = new CommandLog(List.of());
        commandLog.asked(SLOWER);
        commandLog.asked(SLOWER_STILL);
        assertThat(commandLog.fresh(7)).containsExactly(SLOWER, SLOWER_STILL);
        assertThat(commandLog.fresh(8)).isEmpty();
        assertThat(commandLog.again(7)).isEmpty();
    }

    @Test
    void shouldObeyAgainAfterTheSameStepWhatWasObeyedBefore() {
        var commandLog = new CommandLog(List.of(obeyed(SLOWER, 4), obeyed(SLOWER_STILL, 4), obeyed(SLOWER, 6)));
        commandLog.asked(SLOWER);
        commandLog.asked(SLOWER_STILL);
        assertThat(commandLog.again(3)).isEmpty();
        assertThat(commandLog.again(4)).containsExactly(SLOWER, SLOWER_STILL);
        assertThat(commandLog.again(5)).isEmpty();
        assertThat(commandLog.again(6)).containsExactly(SLOWER);
        assertThat(commandLog.fresh(6)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("whatWasToldOfStepNine")
    void shouldNotChangeWhatWasTold(Event told) {
        var commandLog = new CommandLog(List.of(told));
        commandLog.asked(SLOWER);
        assertThat(commandLog.fresh(8)).isEmpty();
        assertThat(commandLog.fresh(9)).containsExactly(SLOWER);
    }

    static Stream<Event> whatWasToldOfStepNine() {
        return Stream.of(
                obeyed(new CheckpointNow(Runs.RUN, at(0)), 9),
                new Event.Heartbeat(Runs.RUN, ORIGIN, at(0), 0, 9, 1, 0),
                new Event.EpochEnded(Runs.RUN, ORIGIN, at(0), 0, 9, Map.of(), 1),
                new Event.Checkpointed(Runs.RUN, ORIGIN, at(0), "step-9", 9, 9, ""));
    }

    @Test
    void shouldKnowWhetherAnEndWasAskedFor() {
        var commandLog = new CommandLog(List.of());
        commandLog.asked(SLOWER);
        assertThat(commandLog.stopAsked()).isFalse();
        commandLog.asked(new Stop(Runs.RUN, at(3)));
        assertThat(commandLog.stopAsked()).isTrue();
    }

    private static Event.CommandApplied obeyed(Command command, long step) {
        return new Event.CommandApplied(Runs.RUN, ORIGIN, at(9), command, step);
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }
}
