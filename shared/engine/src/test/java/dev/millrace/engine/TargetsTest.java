package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DType;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.MeanAbsoluteError;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.optimizer.SGD;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Which targets a loss takes.
final class TargetsTest {
    private static final List<Loss> DISTANCES = List.of(new MeanSquaredError(), new MeanAbsoluteError(), new Huber());

    private static Tensor u8(Shape shape, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return new Tensor(DType.U8, shape, bytes.flip());
    }

    private static Tensor i32(Shape shape, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putInt(value);
        }
        return new Tensor(DType.I32, shape, bytes.flip());
    }

    /// Loss of two examples of zeros whose predictions are zeros.
    private static double loss(KernelSet set, Loss loss, Shape input, int outputs, Tensor targets) {
        var model = Sequential.of(input, Dense.of(outputs));
        var compile = new Compile(new SGD(), loss);
        var scores = new MetricAccumulators(model, compile);
        try (Network network = Network.create(set, model, compile, 1)) {
            var inputs = Tensor.of(input, new float[2 * input.size()]);
            network.evaluateStep(new Batch(inputs, targets), scores);
            network.trainStep(new Batch(inputs, targets), scores);
        }
        return scores.results().getOrDefault("loss", Double.NaN);
    }

    /// Targets whose mean square is 10, of predictions of their shape or one that is as good.
    static Stream<Arguments> values() {
        List<Arguments> shapes = List.of(
                Arguments.of(Shape.of(4), 1, Tensor.of(Shape.of(), 2, -4)),
                Arguments.of(Shape.of(4), 1, Tensor.of(Shape.of(1), 2, -4)),
                Arguments.of(Shape.of(4), 1, u8(Shape.of(), 2, 4)),
                Arguments.of(Shape.of(4), 1, i32(Shape.of(1), -2, 4)),
                Arguments.of(Shape.of(4), 2, Tensor.of(Shape.of(2), 2, -4, 4, 2)),
                Arguments.of(Shape.of(4), 2, Tensor.of(Shape.of(2, 1), 2, -4, 4, 2)),
                Arguments.of(Shape.of(4), 2, i32(Shape.of(2), 2, -4, 4, 2)),
                Arguments.of(Shape.of(3, 4), 1, Tensor.of(Shape.of(3), 2, -4, 2, 4, 2, 4)),
                Arguments.of(Shape.of(3, 4), 2, Tensor.of(Shape.of(3, 2), 2, -4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4)));
        return Golden.KERNEL_SETS.stream()
                .flatMap(set -> shapes.stream()
                        .map(shape -> Arguments.of(set, shape.get()[0], shape.get()[1], shape.get()[2])));
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldTakeValuesOfTheShapeOfThePredictions(KernelSet set, Shape input, int outputs, Tensor targets) {
        assertThat(loss(set, new MeanSquaredError(), input, outputs, targets)).isEqualTo(10);
        assertThat(loss(set, new MeanAbsoluteError(), input, outputs, targets)).isEqualTo(3);
        assertThat(loss(set, new Huber(), input, outputs, targets)).isEqualTo(2.5);
    }

    static Stream<Loss> distances() {
        return DISTANCES.stream();
    }

    @ParameterizedTest
    @MethodSource("distances")
    void shouldTakeClassNumbersForOneHotValues(Loss loss) {
        KernelSet set = KernelSets.vector();
        double expected = loss(set, loss, Shape.of(4), 3, Tensor.of(Shape.of(3), 0, 0, 1, 1, 0, 0));

        assertThat(loss(set, loss, Shape.of(4), 3, u8(Shape.of(), 2, 0))).isEqualTo(expected);
        assertThat(loss(set, loss, Shape.of(4), 3, i32(Shape.of(1), 2, 0))).isEqualTo(expected);
    }

    /// Keras would compare each of them with every output.
    @ParameterizedTest
    @MethodSource("distances")
    void shouldNotTakeAValueForAClassNumber(Loss loss) {
        assertRefused(
                loss,
                Shape.of(4),
                3,
                Tensor.of(Shape.of(), 1, 2),
                "Loss '" + loss.kerasName() + "' compares predictions of shape (3,) with targets of the same shape,"
                        + " or whole class numbers of shape () and type U8 or I32. Received: F32 targets of shape ().");
    }

    @ParameterizedTest
    @MethodSource("distances")
    void shouldSayWhichShapeItExpects(Loss loss) {
        String name = "Loss '" + loss.kerasName() + "' compares predictions of shape ";
        assertRefused(
                loss,
                Shape.of(4),
                1,
                Tensor.of(Shape.of(2), 1, 2, 3, 4),
                name + "(1,) with targets of the same shape. Received: F32 targets of shape (2,).");
        assertRefused(
                loss,
                Shape.of(3, 4),
                2,
                Tensor.of(Shape.of(2, 3), new float[12]),
                name + "(3, 2) with targets of the same shape, or whole class numbers of shape (3,) and type U8 or"
                        + " I32. Received: F32 targets of shape (2, 3).");
        assertRefused(
                loss,
                Shape.of(3, 4),
                2,
                Tensor.of(Shape.of(6), new float[12]),
                name + "(3, 2) with targets of the same shape, or whole class numbers of shape (3,) and type U8 or"
                        + " I32. Received: F32 targets of shape (6,).");
    }

    private static void assertRefused(Loss loss, Shape input, int outputs, Tensor targets, String message) {
        assertThatThrownBy(() -> loss(KernelSets.vector(), loss, input, outputs, targets))
                .isInstanceOf(DescriptionException.class)
                .hasMessage(message);
    }
}
