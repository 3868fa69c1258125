package dev.millrace.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.nn.Activation;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class FunctionsTest {
    /// The largest distance to the true value, in units in the last place, over `from <= x <= to`.
    private static double error(
            UnaryOperator<FloatVector> function, DoubleUnaryOperator truth, double from, double to) {
        double worst = 0;
        float[] values = new float[Lanes.COUNT];
        for (int i = 0; i <= 100_000; i++) {
            float x = (float) (from + (to - from) * i / 100_000);
            function.apply(FloatVector.broadcast(Lanes.SPECIES, x)).intoArray(values, 0);
            double expected = truth.applyAsDouble(x);
            worst = Math.max(worst, Math.abs(values[0] - expected) / Math.ulp((float) expected));
        }
        return worst;
    }

    @Test
    void shouldBeCloseToTheTrueExponential() {
        assertThat(error(Functions::exp, Math::exp, -87, 88)).isLessThan(1.5);
        assertThat(error(Functions::expm1, Math::expm1, -1, 1)).isLessThan(2);
        assertThat(error(Functions::expm1, Math::expm1, -1e-3, 1e-3)).isLessThan(1);
    }

    @Test
    void shouldBeCloseToTheTrueLogarithm() {
        assertThat(error(Functions::log, Math::log, 1e-7, 4)).isLessThan(2);
        assertThat(error(Functions::log, Math::log, 4, 1e6)).isLessThan(2);
        assertThat(error(Functions::log1p, Math::log1p, 0, 1)).isLessThan(2);
        assertThat(error(Functions::log1p, Math::log1p, 0, 1e-4)).isLessThan(2);
    }

    @Test
    void shouldSaturateAndKeepNaN() {
        float[] x = {Float.NEGATIVE_INFINITY, -1000, -0f, 0, 1000, Float.POSITIVE_INFINITY, Float.NaN};
        float[] y = Lanes.array(x.length);
        Activations.forward(Activation.SIGMOID, padded(x), 0, y, 0, x.length);
        assertThat(y[0]).isBetween(0f, 1e-37f);
        assertThat(y[1]).isBetween(0f, 1e-37f);
        assertThat(y[3]).isEqualTo(0.5f);
        assertThat(y[4]).isEqualTo(1);
        assertThat(y[6]).isNaN();
        Activations.forward(Activation.TANH, padded(x), 0, y, 0, x.length);
        assertThat(y).startsWith(-1, -1, 0, 0, 1, 1, Float.NaN);
        Activations.forward(Activation.SOFTPLUS, padded(x), 0, y, 0, x.length);
        assertThat(y[1]).isBetween(0f, 1e-37f);
        assertThat(y[4]).isEqualTo(1000);
        assertThat(y[6]).isNaN();
    }

    private static float[] padded(float... values) {
        float[] array = Lanes.array(values.length);
        System.arraycopy(values, 0, array, 0, values.length);
        return array;
    }
}
