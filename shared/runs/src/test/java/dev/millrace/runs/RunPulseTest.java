package dev.millrace.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RunPulseTest {
    private static final Instant START = Instant.parse("2026-11-24T14:15:00Z");
    private static final Origin TRAINER = new Origin("trainer", "one");

    /// What was heard, each as kind, second, and for heartbeats step and waiting share; then when is asked, when the
    /// process was last heard of, the answer, and its second.
    @ParameterizedTest(name = "{0} at {1}: {3}")
    @CsvSource({
        "'',                                         100, 0,   waiting, 0",
        "accepted 2,                                 100, 0,   waiting, 2",
        "accepted 2;started 3,                       4,   0,   running, 3",
        "accepted 2;started 3,                       9,   9,   stalled, 3",
        "accepted 2;started 3,                       40,  9,   dead,    3",
        "accepted 2;started 3,                       40,  39,  stalled, 3",
        "started 1;beat 2 5 0.1;beat 3 9 0.1,        4,   0,   running, 1",
        // slow steps are no starvation, however long one takes
        "started 1;beat 2 5 0.0;beat 6 5 0.0,        7,   0,   running, 1",
        "started 1;beat 2 5 0.1;beat 4 5 1.0,        4,   0,   running, 1",
        "started 1;beat 2 5 0.1;beat 5 5 1.0,        6,   0,   starved, 2",
        "started 1;beat 3 0 1.0;beat 5 0 1.0,        6,   0,   starved, 1",
        "started 1;beat 2 5 0.1;beat 5 5 1.0;beat 6 6 0.5,                6,  0, running, 6",
        "started 1;beat 2 5 0.1;beat 5 5 1.0,                             10, 9, stalled, 5",
        // heard of again: running at once, since then
        "started 1;beat 2 5 0.1;beat 20 5 0.0,                            21, 0, running, 20",
        // another trainer has taken over, from an earlier step
        "started 1;beat 2 5 0.1;started 30;beat 31 4 0.2,                 32, 0, running, 30",
        "started 1;beat 2 5 0.1;failed 3,                                 99, 0, over,    3",
        "rejected 1,                                                      99, 0, over,    1",
    })
    void shouldTellWhetherARunGetsOn(String heard, int at, int processHeard, String state, int since) {
        var pulse = new RunPulse();
        pulse.requested(START);
        for (String each : heard.isEmpty() ? List.<String>of() : List.of(heard.split(";", -1))) {
            Event event = event(each.split(" ", -1));
            pulse.hear(event, event.time());
        }
        Liveness liveness = pulse.at(second(at), second(processHeard));
        assertThat(liveness.state().wireName()).isEqualTo(state);
        assertThat(liveness.since()).isEqualTo(second(since));
    }

    /// Ages are by the clock of who listens: here the trainer's is an hour behind.
    @ParameterizedTest
    @CsvSource({"0, running", "4, running", "6, stalled"})
    void shouldNotMindATrainersClock(int silence, String state) {
        var pulse = new RunPulse();
        pulse.requested(START);
        Instant behind = START.minus(Duration.ofHours(1));
        pulse.hear(new Event.Started("run", TRAINER, behind, 0), START);
        assertThat(pulse.at(second(silence), START).state().wireName()).isEqualTo(state);
    }

    private static Event event(String... words) {
        Instant time = second(Integer.parseInt(words[1]));
        return switch (words[0]) {
            case "accepted" ->
                new Event.Accepted(
                        "run", TRAINER, time, JsonNodeFactory.instance.objectNode(), List.of(), 1, 0, 1, 1, 1);
            case "started" -> new Event.Started("run", TRAINER, time, 0);
            case "beat" ->
                new Event.Heartbeat("run", TRAINER, time, 0, Long.parseLong(words[2]), 1, Double.parseDouble(words[3]));
            case "failed" -> new Event.Failed("run", TRAINER, time, "diverged");
            case "rejected" -> new Event.Rejected("run", TRAINER, time, "unknown");
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static Instant second(int second) {
        return START.plusSeconds(second);
    }
}
