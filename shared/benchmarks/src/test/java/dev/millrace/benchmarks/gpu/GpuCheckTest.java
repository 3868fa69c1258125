package dev.millrace.benchmarks.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What checks a GPU, with another kernel set in its place.
@Timeout(120)
final class GpuCheckTest {
    @TempDir
    private Path folder;

    private CheckOptions options(String... more) {
        return CheckOptions.of(Stream.concat(
                        Stream.of(
                                "kernels=vector:1",
                                "quick=true",
                                "out=" + folder,
                                "golden=../engine/src/test/resources",
                                "data="),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void shouldPassWhereTheKernelSetIsRight() throws IOException {
        Report report = new Report(folder.resolve("found.jsonl"));
        GpuCheck.all(options(), report);
        assertThat(report.failed()).as(report.table()).isFalse();
        assertThat(report.table())
                .contains("golden: dense, adam", "determinism: textbook", "1 epochs of the textbook's network")
                .contains("step 100:adam:dense")
                .contains("--quick")
                .doesNotContain("µs");
        assertThat(Files.readAllLines(folder.resolve("found.jsonl")))
                .hasSameSizeAs(report.table().lines().skip(1).toList())
                .allMatch(line -> line.startsWith("{\"check\":\""));
    }

    @Test
    void shouldFailWithTheCauseWhereTheKernelSetDoesNotWork() {
        Report report = new Report(folder.resolve("found.jsonl"));
        GpuCheck.all(options("kernels=none"), report);
        assertThat(report.failed()).isTrue();
        assertThat(report.table()).contains("A kernel set is auto, cuda, vector, nd4j");
    }

    @Test
    void shouldRefuseArgumentsWithoutAName() {
        assertThatThrownBy(() -> CheckOptions.of("quick"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Received: quick");
    }

    @Test
    void shouldTakeWhatIsNoNumberForFarAway() {
        assertThat(Difference.ofNumbers(List.of(1.0, 4.0), List.of(1.0, 2.0))).isEqualTo(1);
        assertThat(Difference.of(new float[] {0.5f}, 0.25f)).isEqualTo(0.25);
        assertThat(Difference.of(new float[] {Float.NaN}, 1f)).isInfinite();
        assertThat(Difference.of(new float[] {1f}, Float.NaN)).isInfinite();
        assertThat(Difference.of(new float[] {1f}, 1f, 2f)).isInfinite();
    }

    @Test
    void shouldTellWhyPeersAreLeftOut() {
        Report report = new Report(folder.resolve("found.jsonl"));
        CheckOptions options = options("jax=/no/such/python");
        options.peers().measure(Map.of(), options, report);
        assertThat(report.failed()).isFalse();
        assertThat(report.table()).contains("/no/such/python", "no Python that has it was found");
    }

    @Test
    void shouldNameStepsAsTheirPeersDo() {
        assertThat(StepCase.ALL.stream().map(StepCase::toString))
                .containsAll(List.of("100:adam:dense", "1:sgd:dense", "128:adam:conv", "1000:adam:large"));
        assertThat(StepCase.ALL.getLast().model().countParams()).isBetween(99_000_000L, 101_000_000L);
    }
}
