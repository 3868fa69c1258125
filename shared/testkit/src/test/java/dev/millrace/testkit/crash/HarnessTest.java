package dev.millrace.testkit.crash;

import dev.millrace.testkit.Await;
import dev.millrace.testkit.crash.Fault.Blow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HarnessTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /// Holds a place that only one can have, is slow to leave it, and fails if it is taken.
    private static final String HOLDING_A_PLACE =
            "trap 'sleep 0.3; rmdir $0; exit 0' TERM; mkdir $0 || exit 1; while :; do sleep 0.05; done";

    @Test
    void shouldStartOneOfARoleThatIsAloneOnceTheOneBeforeItIsGone(@TempDir Path folder) {
        List<String> command =
                List.of("sh", "-c", HOLDING_A_PLACE, folder.resolve("place").toString());
        var role = new Role("alone", 1, true, 3, Map.of(), List.of(Blow.TERM), 1, Duration.ZERO, halt -> command);
        try (var harness = new Harness(1, List.of(role), folder)) {
            var steps = new AtomicLong();
            harness.runBegins(steps.get());
            Await.until(DEADLINE, "three polite ends", () -> {
                harness.tick(steps.incrementAndGet());
                return harness.struck().size() == 3 && harness.calm();
            });
        }
    }
}
