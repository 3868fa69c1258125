package dev.millrace.gateway.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.testkit.Seeds;
import dev.millrace.wire.Metric;
import dev.millrace.wire.Split;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DecimationTest {
    private static final Instant START = Instant.parse("2026-11-24T14:15:00Z");
    private static final Scale SCALE = new Scale(0, 100, START.toEpochMilli());

    @Test
    void shouldKeepOnePointOfAStep() {
        var series = new Series();
        assertThat(series.put(metric(10, 0.5), 0)).isTrue();
        assertThat(series.put(metric(20, 0.4), 1)).isTrue();
        assertThat(series.put(metric(10, 0.5), 2)).isFalse();
        assertThat(series.generation()).isZero();
        assertThat(series.put(metric(10, 0.7), 3)).isTrue();
        assertThat(series.put(metric(15, 0.6), 4)).isTrue();
        assertThat(series.generation()).isEqualTo(2);
        SeriesView all = view(series, Axis.STEP, 0, 0);
        assertThat(numbers(all.columns().x())).containsExactly(10.0, 15.0, 20.0);
        assertThat(numbers(all.columns().last())).containsExactly(0.7, 0.6, 0.4);
        assertThat(all.upTo()).isEqualTo(20);
    }

    /// Against what is true by definition: every point of a bin is read.
    @Seeds(20)
    void shouldLoseNoExtreme(long seed) {
        var random = new Random(seed);
        NavigableMap<Long, Double> points = points(random, 20 + random.nextInt(3000));
        Series series = series(points, random);
        SeriesView view = view(series, Axis.STEP, 1 + random.nextInt(200), 0);
        Map<Long, List<Double>> bins = new TreeMap<>();
        points.forEach((step, value) -> bins.computeIfAbsent(step / view.bin(), bin -> new ArrayList<>())
                .add(value));
        List<Double> first = new ArrayList<>();
        List<Double> min = new ArrayList<>();
        List<Double> max = new ArrayList<>();
        List<Double> last = new ArrayList<>();
        bins.values().forEach(bin -> {
            first.add(bin.getFirst());
            min.add(bin.stream().min(Double::compare).orElseThrow());
            max.add(bin.stream().max(Double::compare).orElseThrow());
            last.add(bin.getLast());
        });
        assertThat(numbers(view.columns().last())).isEqualTo(last);
        if (!view.exact()) {
            assertThat(numbers(view.columns().first())).isEqualTo(first);
            assertThat(numbers(view.columns().min())).isEqualTo(min);
            assertThat(numbers(view.columns().max())).isEqualTo(max);
        }
        assertThat(view.total()).isEqualTo(points.size());
        assertThat(view.upTo()).isEqualTo(points.lastKey());
    }

    /// A bin holds the same points however the window lies.
    @Seeds(10)
    void shouldNotMoveBorders(long seed) {
        var random = new Random(seed);
        NavigableMap<Long, Double> points = points(random, 2000);
        Series series = series(points, random);
        SeriesView whole = view(series, Axis.STEP, 100, 0);
        long border = whole.bin() * (points.lastKey() / whole.bin() / 2);
        SeriesView half =
                Decimation.of(series, Split.TRAINING, SCALE, new SeriesQuery("loss", Axis.STEP, border, 1e9, 50, 0));
        if (half.bin() == whole.bin()) {
            List<Double> max = numbers(whole.columns().max());
            List<Double> ofHalf = numbers(half.columns().max());
            // The first bin of the half has one point alone, that before the window.
            assertThat(max.subList(max.size() - ofHalf.size() + 1, max.size()))
                    .isEqualTo(ofHalf.subList(1, ofHalf.size()));
        }
    }

    @Test
    void shouldSmoothBeforeItLeavesPointsOut() {
        var random = new Random(1);
        Series series = series(points(random, 5000), random);
        SeriesView fine = view(series, Axis.STEP, 0, 0.9);
        SeriesView coarse = view(series, Axis.STEP, 50, 0.9);
        List<Double> smooth = numbers(coarse.columns().smooth());
        List<Double> all = numbers(fine.columns().smooth());
        assertThat(all).hasSize(5000);
        assertThat(smooth).hasSizeLessThan(51);
        // at the last point both have read the same
        assertThat(smooth.getLast()).isCloseTo(all.getLast(), within(1e-12));
        // the average of a constant is the constant, from the first point on
        var constant = new Series();
        for (int i = 1; i <= 10; i++) {
            constant.put(metric(i, 3), i);
        }
        assertThat(numbers(view(constant, Axis.STEP, 0, 0.99).columns().smooth()))
                .allSatisfy(value -> assertThat(value).isCloseTo(3, within(1e-9)));
    }

    /// Whoever writes to a topic may write any number.
    @Test
    void shouldEndWhateverTheSteps() {
        var series = new Series();
        long offset = 0;
        for (long step : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
            series.put(metric(step, 1), offset++);
        }
        for (int points = 1; points < 7; points++) {
            assertThat(numbers(view(series, Axis.STEP, points, 0).columns().last()))
                    .isNotEmpty();
        }
        SeriesView late = Decimation.of(
                series, Split.TRAINING, SCALE, new SeriesQuery("loss", Axis.RELATIVE, 1e300, 1e301, 10, 0));
        assertThat(late.columns().last().size()).isLessThan(2);
    }

    @Test
    void shouldDrawOverEpochsAndTimes() {
        var series = new Series();
        series.put(metric(50, 1), 0);
        series.put(metric(100, 1), 1);
        assertThat(numbers(view(series, Axis.EPOCH, 0, 0).columns().x())).containsExactly(0.5, 1.0);
        assertThat(numbers(view(series, Axis.RELATIVE, 0, 0).columns().x())).containsExactly(50.0, 100.0);
        assertThat(numbers(view(series, Axis.TIME, 0, 0).columns().x()))
                .containsExactly(START.getEpochSecond() + 50.0, START.getEpochSecond() + 100.0);
    }

    @Test
    void shouldTakeLittleMemoryForAPoint() {
        int points = 200_000;
        long before = used();
        var series = new Series();
        for (int i = 1; i <= points; i++) {
            series.put(metric(i, 1.0 / i), i);
        }
        double each = (double) (used() - before) / points;
        assertThat(series.size()).isEqualTo(points);
        // step 8, epoch 4, time 8, value 8, and a quarter of room to grow
        assertThat(each).isLessThan(45);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static NavigableMap<Long, Double> points(Random random, int count) {
        NavigableMap<Long, Double> points = new TreeMap<>();
        long step = 0;
        for (int i = 0; i < count; i++) {
            step += 1 + random.nextInt(5);
            points.put(step, random.nextGaussian());
        }
        return points;
    }

    /// The points in order, with some that are said again, and a few that come late.
    private static Series series(NavigableMap<Long, Double> points, Random random) {
        var series = new Series();
        List<Long> late = new ArrayList<>();
        long offset = 0;
        for (Map.Entry<Long, Double> point : points.entrySet()) {
            if (random.nextInt(100) == 0) {
                late.add(point.getKey());
                continue;
            }
            series.put(metric(point.getKey(), point.getValue()), offset++);
            if (random.nextInt(50) == 0) {
                series.put(metric(point.getKey(), point.getValue()), offset++);
            }
        }
        for (long step : late) {
            series.put(metric(step, points.getOrDefault(step, 0.0)), offset++);
        }
        return series;
    }

    private static SeriesView view(Series series, Axis x, int points, double ema) {
        return Decimation.of(
                series,
                Split.TRAINING,
                SCALE,
                new SeriesQuery("loss", x, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, points, ema));
    }

    private static Metric metric(long step, double loss) {
        return new Metric(
                "run", Split.TRAINING, 0, step, Map.of("loss", loss), START.plusSeconds(Math.clamp(step, 0, 1L << 30)));
    }

    private static List<Double> numbers(@org.jspecify.annotations.Nullable Numbers numbers) {
        List<Double> list = new ArrayList<>();
        for (int i = 0; numbers != null && i < numbers.size(); i++) {
            list.add(numbers.at(i));
        }
        return list;
    }
}
