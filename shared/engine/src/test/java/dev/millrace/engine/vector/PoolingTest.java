package dev.millrace.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Pooling and its gradients against their definition.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PoolingTest {
    private static final double TOLERANCE = 1e-6;

    /// Windows that lie in padding alone have neither a largest value nor a mean.
    static Stream<WindowCase> cases() {
        return LongStream.range(0, 160)
                .mapToObj(WindowCase::of)
                .filter(shape -> shape.reference().somethingInside());
    }

    static Stream<Arguments> casesOfSets() {
        return GuardedBuffer.sets().flatMap(set -> cases().map(shape -> Arguments.of(set, shape)));
    }

    @ParameterizedTest
    @MethodSource("casesOfSets")
    void shouldFindTheLargest(KernelSet set, WindowCase shape) {
        WindowReference r = shape.reference();
        float[] x = shape.steps(r.image() * r.in());
        float[] dy = shape.values(r.pixels() * r.in());
        try (Kernels kernels = set.open()) {
            var in = GuardedBuffer.of(kernels, x);
            var out = GuardedBuffer.of(kernels, dy);
            var gradient = GuardedBuffer.of(kernels, dy);
            var dx = GuardedBuffer.of(kernels, x);
            kernels.images()
                    .maxPool(r.window(), shape.x(in.slice()), shape.y(out.slice(), r.in()))
                    .run();
            assertThat(out.values()).isEqualTo(r.largest(x));
            kernels.images()
                    .maxPoolGradient(
                            r.window(),
                            shape.x(in.slice()),
                            shape.y(out.slice(), r.in()),
                            shape.y(gradient.slice(), r.in()),
                            shape.x(dx.slice()))
                    .run();
            assertClose(dx.values(), r.ofLargest(x, dy));
            assertThat(Stream.of(in, out, gradient, dx)).allMatch(GuardedBuffer::kept);
        }
    }

    @ParameterizedTest
    @MethodSource("casesOfSets")
    void shouldTakeTheMeanOfWhatIsInside(KernelSet set, WindowCase shape) {
        WindowReference r = shape.reference();
        float[] x = shape.images();
        float[] dy = shape.values(r.pixels() * r.in());
        try (Kernels kernels = set.open()) {
            var in = GuardedBuffer.of(kernels, x);
            var out = GuardedBuffer.of(kernels, dy);
            var gradient = GuardedBuffer.of(kernels, dy);
            var dx = GuardedBuffer.of(kernels, x);
            kernels.images()
                    .averagePool(r.window(), shape.x(in.slice()), shape.y(out.slice(), r.in()))
                    .run();
            assertClose(out.values(), r.means(x));
            kernels.images()
                    .averagePoolGradient(r.window(), shape.y(gradient.slice(), r.in()), shape.x(dx.slice()))
                    .run();
            assertClose(dx.values(), r.ofMeans(dy));
            assertThat(Stream.of(in, out, gradient, dx)).allMatch(GuardedBuffer::kept);
        }
    }

    private static void assertClose(float[] actual, WindowReference.Sums expected) {
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected.sums[i], within(TOLERANCE * expected.sizes[i]));
        }
    }

    @Test
    void shouldKeepTheChannels() {
        var shape = WindowCase.of(false, 1, 4, 2, 2, 3);
        GuardedBuffer.sets().forEach(set -> {
            try (Kernels kernels = set.open()) {
                assertThatThrownBy(() -> kernels.images()
                                .maxPool(
                                        shape.reference().window(),
                                        shape.x(kernels.allocate(4 * 4 * 2)),
                                        shape.y(kernels.allocate(3 * 3 * 3), 3)))
                        .hasMessageContaining(
                                "Pooling keeps the channels. Received: images of 2 channels, results of 3");
            }
        });
    }
}
