package dev.millrace.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Preparation;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Rescaling;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DefaultModelTest {
    @Test
    void shouldPredictInTheUnitsOfTheTarget() {
        DefaultModel price = of(List.of(200_000.0), List.of(100_000.0));

        assertThat(price.model().layers())
                .endsWith(
                        Dense.of(1).withName("dense_2"),
                        Rescaling.of(100_000, 200_000).withName("rescaling"));
        assertThat(price.compile().loss()).isEqualTo(new MeanSquaredError());
        assertThat(price.compile().metrics()).containsExactly(Metrics.of("mean_absolute_error"));
        assertThat(DefaultModel.said(price.model()))
                .isEqualTo("(3,) -> dense 32 relu -> dropout 0.1 -> dense 16 relu -> dense 1 linear -> rescaling to the"
                        + " units of the target");
    }

    @Test
    void shouldRescaleEachTargetAndLeaveOneThatDoesNotDiffer() {
        DefaultModel two = of(List.of(5.0, -1.5), List.of(0.0, 2.5));

        assertThat(two.model().outputShape()).isEqualTo(Shape.of(2));
        assertThat(two.model().layers())
                .endsWith(Rescaling.of(List.of(1.0, 2.5), List.of(5.0, -1.5)).withName("rescaling"));
    }

    @Test
    void shouldRescaleNothingWhereMeanAndDeviationAreNotKnown() {
        Dataset unknown = Plans.weighted(10, 0, 0);

        assertThat(DefaultModel.of(unknown).model().layers()).noneMatch(Rescaling.class::isInstance);
    }

    private static DefaultModel of(List<Double> mean, List<Double> deviation) {
        Dataset counted = Plans.weighted(10, 0, 0);
        var targets = new Targets.Values(Shape.of(mean.size()), List.of(), mean, deviation);
        var schema = new Schema(counted.schema().inputs(), targets, new Preparation.Arrays());
        return DefaultModel.of(new Dataset("values", schema, counted.train(), counted.test()));
    }
}
