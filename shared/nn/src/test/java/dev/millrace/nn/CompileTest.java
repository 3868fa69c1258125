package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.SGD;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompileTest {
    private static Compile compile(List<String> metrics, List<String> weighted) {
        return new Compile(
                new SGD(),
                new MeanSquaredError(),
                metrics.stream().map(Metrics::of).toList(),
                weighted.stream().map(Metrics::of).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "mae, MeanAbsoluteError",
        "MAE, MeanAbsoluteError",
        "mean_absolute_error, MeanAbsoluteError",
        "MeanAbsoluteError, MeanAbsoluteError",
        "mse, MeanSquaredError",
        "root_mean_squared_error, RootMeanSquaredError",
        "RootMeanSquaredError, RootMeanSquaredError",
        "r2_score, R2Score",
        "R2Score, R2Score",
        "acc, Accuracy",
        "Accuracy, Accuracy",
        "binary_accuracy, BinaryAccuracy"
    })
    void shouldReportAMetricUnderTheNameItWasAskedForWith(String name, String className) {
        Metric metric = Metrics.of(name);

        assertThat(metric.className()).isEqualTo(className);
        assertThat(metric.name()).isEqualTo(name);
        assertThat(metric.withName(metric.kerasName()).name()).isEqualTo(metric.kerasName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rmse", "Mae", "r2", "meanabsoluteerror"})
    void shouldKnowNoNameThatKerasDoesNotKnow(String name) {
        assertThatThrownBy(() -> Metrics.of(name))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("Unknown metric: '" + name + "'.");
    }

    @Test
    void shouldReportRegressionMetricsUnderTheirOwnNamesUnlessToldOtherwise() {
        assertThat(Stream.of(
                                Metrics.ACCURACY,
                                Metrics.of("mean_absolute_error"),
                                Metrics.of("mean_squared_error"),
                                Metrics.of("root_mean_squared_error"),
                                Metrics.of("r2_score"))
                        .map(Metric::name))
                .containsExactly(
                        "accuracy", "mean_absolute_error", "mean_squared_error", "root_mean_squared_error", "r2_score");
    }

    /// As Keras 3.15.1 names them in the history of `fit`.
    @Test
    void shouldTellMetricsOfOneNameApartAsKerasDoes() {
        List<String> metrics =
                List.of("mae", "MAE", "mean_absolute_error", "RootMeanSquaredError", "acc", "mae", "mae");
        List<String> weighted = List.of("mae", "mae", "mse", "RootMeanSquaredError", "mse");

        assertThat(compile(metrics, weighted).scoreNames())
                .containsExactly(
                        "loss",
                        "mae",
                        "MAE",
                        "mean_absolute_error",
                        "RootMeanSquaredError",
                        "acc",
                        "mae_1",
                        "mae_2",
                        "weighted_mae",
                        "weighted_mae_1",
                        "mse",
                        "weighted_RootMeanSquaredError",
                        "weighted_mse");
    }

    @Test
    void shouldRefuseNamesThatCannotBeToldApart() {
        var named = Metrics.of("mean_absolute_error").withName("mse_1");
        var twice = List.<Metric>of(
                Metrics.of("mean_squared_error").withName("mse"),
                Metrics.of("mean_squared_error").withName("mse"),
                named);

        assertThatThrownBy(() -> new Compile(new SGD(), new MeanSquaredError(), twice))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("Two metrics would be reported as 'mse_1'. Give one of them another name.");
        assertThatThrownBy(() -> Metrics.of("mean_absolute_error").withName("loss"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("Received: 'loss'");
        assertThatThrownBy(() -> Metrics.ACCURACY.withName("share"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("Keras reports accuracy as 'accuracy' or 'acc'. Received: 'share'.");
    }

    @Test
    void shouldRefuseR2OfOutputsThatAreNotAList() {
        var sequential = Sequential.of(Shape.of(4, 3), Dense.of(2));

        assertThatThrownBy(() -> compile(List.of(), List.of("r2_score")).check(sequential))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("Metric 'r2_score' wants outputs of shape (outputs,), but layer 'dense' gives shape (4, 2)."
                        + " Leave it out, or use 'root_mean_squared_error'.");
    }

    @Test
    void shouldKeepTheRestWithAnotherOptimizer() {
        Compile compile = compile(List.of("mae"), List.of("mse"));

        assertThat(compile.withOptimizer(new Adam()))
                .isEqualTo(new Compile(new Adam(), compile.loss(), compile.metrics(), compile.weightedMetrics()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void shouldRefuseADeltaThatIsNoDistance(double delta) {
        assertThatThrownBy(() -> new Huber(delta))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("delta is a finite positive number. Received: delta=" + delta + ". Keras's default is 1.");
    }
}
