package dev.millrace.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.CheckpointManifest.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RetentionTest {
    private static final long NOTHING_SCORED = -1;

    private final Retention retention = new Retention();

    @Test
    void shouldKeepTheNewestThree() {
        assertThat(made(Cause.INTERVAL, 10, NOTHING_SCORED)).isEmpty();
        assertThat(made(Cause.INTERVAL, 20, NOTHING_SCORED)).isEmpty();
        assertThat(made(Cause.INTERVAL, 30, NOTHING_SCORED)).isEmpty();
        assertThat(made(Cause.COMMAND, 40, NOTHING_SCORED)).containsExactly(10L);
        assertThat(made(Cause.EPOCH, 50, NOTHING_SCORED)).containsExactly(20L);
    }

    @Test
    void shouldKeepAnEpochsEndUntilItIsScored() {
        made(Cause.EPOCH, 10, NOTHING_SCORED);
        made(Cause.EPOCH, 20, NOTHING_SCORED);
        made(Cause.INTERVAL, 25, NOTHING_SCORED);
        made(Cause.EPOCH, 30, NOTHING_SCORED);
        assertThat(made(Cause.EPOCH, 40, NOTHING_SCORED)).isEmpty();
        assertThat(made(Cause.EPOCH, 50, 10)).containsExactly(10L, 25L);
        assertThat(made(Cause.INTERVAL, 55, 50)).containsExactly(20L, 30L);
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "STOPPED"})
    void shouldKeepTheLastOfARunThatHasEndedAndWhatWaitsForItsScores(Cause end) {
        made(Cause.EPOCH, 10, NOTHING_SCORED);
        made(Cause.EPOCH, 20, 10);
        made(Cause.INTERVAL, 25, 10);
        assertThat(made(end, 30, 10)).containsExactly(10L, 25L);
    }

    @Test
    void shouldKnowTheOnesThatWereThereBefore() {
        retention.known(List.of(manifest(Cause.EPOCH, 10), manifest(Cause.INTERVAL, 15), manifest(Cause.EPOCH, 20)));
        assertThat(made(Cause.INTERVAL, 25, 10)).containsExactly(10L);
    }

    @Test
    void shouldKeepTheBest() {
        made(Cause.EPOCH, 10, 10);
        made(Cause.INTERVAL, 15, 10);
        made(Cause.EPOCH, 20, 20, 10L);
        assertThat(made(Cause.EPOCH, 30, 30, 10L)).isEmpty();
        assertThat(made(Cause.EPOCH, 40, 40, 30L)).containsExactly(10L, 15L);
        assertThat(made(Cause.COMPLETED, 50, 50, 30L)).containsExactly(20L, 40L);
    }

    @Test
    void shouldReplaceOneOfTheSameName() {
        IntStream.rangeClosed(1, 3).forEach(step -> made(Cause.INTERVAL, step, NOTHING_SCORED));
        assertThat(made(Cause.COMMAND, 3, NOTHING_SCORED)).isEmpty();
        assertThat(made(Cause.INTERVAL, 4, NOTHING_SCORED)).containsExactly(1L);
    }

    @Test
    void shouldNotKeepThemForEverIfNobodyScores() {
        List<Long> superseded = new ArrayList<>();
        for (int step = 1; step <= 2 * Retention.UNSCORED; step++) {
            superseded.addAll(made(Cause.EPOCH, step, NOTHING_SCORED));
        }
        assertThat(superseded)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, Retention.UNSCORED)
                        .mapToObj(Long::valueOf)
                        .toList());
    }

    /// The steps of what is superseded by it.
    private List<Long> made(Cause cause, long step, long scoredStep, Long... best) {
        return retention.made(manifest(cause, step), scoredStep, Set.of(best)).stream()
                .map(CheckpointManifest::step)
                .toList();
    }

    private static CheckpointManifest manifest(Cause cause, long step) {
        return Runs.manifest(cause, new Position(0, 0, step, step), "vector", new byte[0]);
    }
}
