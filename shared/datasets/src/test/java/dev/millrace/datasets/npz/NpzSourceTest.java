package dev.millrace.datasets.npz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Given;
import dev.millrace.datasets.Preparation;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzSourceTest {
    private static final String ALL_TO_TRAIN = "'split': {'validation': 0, 'test': 0}";

    @TempDir
    private Path folder;

    private static Path resource(String name) {
        try {
            return Path.of(NpzSourceTest.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private Dataset open(Path file, String options) {
        return Given.dataset(
                "{'npz': {'file': '" + file + "'" + (options.isEmpty() ? "" : ", " + options) + "}}", folder);
    }

    private Dataset all(Npz npz, String options) throws IOException {
        return open(npz.write(folder.resolve("data.npz")), ALL_TO_TRAIN + (options.isEmpty() ? "" : ", " + options));
    }

    /// What NumPy itself has written: x[n, i, j] = 100 n + 10 i + j.
    @ParameterizedTest
    @CsvSource({"c, F32", "fortran_big_endian, F32", "big_endian_short, I32", "version2, I32", "version3, I32"})
    void shouldReadTheSameArrayHoweverItIsLaidOut(String array, DType dtype) {
        Dataset dataset = open(resource("numpy.npz"), "'x': '" + array + "', " + ALL_TO_TRAIN);

        assertThat(dataset.schema().inputs()).isEqualTo(new Schema.Inputs(dtype, Shape.of(2, 3), 1));
        assertThat(Given.labels(dataset.train())).containsExactly(2, 0, 1, 2);
        for (int n = 0; n < 4; n++) {
            double from = 100 * n;
            assertThat(Given.inputs(dataset, dataset.train(), n))
                    .containsExactly(from, from + 1, from + 2, from + 10, from + 11, from + 12);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "u1 | U8  | 0, 1, 128, 255",
                "b1 | U8  | 1, 0, 1, 1",
                "i1 | I32 | -128, 0, 1, 127",
                "u2 | I32 | 0, 0, 1, 65535",
                "i2 | I32 | -32768, 0, 1, 32767",
                "i4 | I32 | -2147483648, 0, 1, 2147483647",
                "f2 | F32 | 0.0999755859375, -65504, 5.960464477539063E-8, 1.5",
                "f2_big | F32 | 0.0999755859375, -65504, 5.960464477539063E-8, 1.5",
                "f8 | F32 | 0.10000000149011612, -3.3999999521443642E38, 0, 16777216"
            })
    void shouldReadNumbersOfEveryType(String array, DType dtype, String values) {
        Dataset dataset = open(resource("numpy.npz"), "'x': '" + array + "', " + ALL_TO_TRAIN);
        List<Double> read = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            read.addAll(Given.inputs(dataset, dataset.train(), i));
        }
        assertThat(dataset.schema().inputs()).isEqualTo(new Schema.Inputs(dtype, Shape.of(1), 1));
        assertThat(read)
                .containsExactlyElementsOf(List.of(values.split(", ", -1)).stream()
                        .map(Double::valueOf)
                        .toList());
    }

    @Test
    void shouldReadAFileLikeThoseOfKeras() {
        Dataset dataset = open(resource("keras.npz"), "");

        assertThat(dataset.name()).isEqualTo("keras.npz");
        assertThat(dataset.schema())
                .isEqualTo(new Schema(
                        new Schema.Inputs(DType.U8, Shape.of(2, 2), 1 / 255f),
                        new Targets.Classes(3),
                        new Preparation.Arrays()));
        assertThat(Given.labels(dataset.train())).containsExactly(0, 1, 2);
        assertThat(Given.inputs(dataset, dataset.train(), 1)).containsExactly(4.0, 5.0, 6.0, 7.0);
        assertThat(dataset.validation().size()).isZero();
        assertThat(Given.labels(dataset.test())).containsExactly(1);
        assertThat(Given.inputs(dataset, dataset.test(), 0)).containsExactly(255.0, 255.0, 255.0, 255.0);
        assertThat(dataset.notes())
                .containsExactly(
                        "'x_train' is uint8 of shape (2, 2), taken for pixels: the model sees it divided by 255 (option"
                                + " 'scale').",
                        "'y_train' is uint8: taken for classes (option 'task').");
    }

    @Test
    void shouldReadSplitsByTheirNames() throws IOException {
        Npz npz = new Npz()
                .floats("X_train", "(2, 1)", 1, 2)
                .longs("Y_train", "(2,)", 0, 1)
                .floats("x_valid", "(1, 1)", 3)
                .longs("y_valid", "(1,)", 1)
                .floats("held_out", "(3, 1)", 4, 5, 6)
                .longs("truth", "(3,)", 1, 1, 0)
                .longs("ids", "(3,)", 1, 2, 3);
        Dataset dataset = open(npz.write(folder.resolve("data.npz")), "'x_test': 'held_out', 'y_test': 'truth'");
        assertThat(dataset.train().size()).isEqualTo(2);
        assertThat(Given.inputs(dataset, dataset.validation(), 0)).containsExactly(3.0);
        assertThat(Given.labels(dataset.validation())).containsExactly(1);
        assertThat(Given.labels(dataset.test())).containsExactly(1, 1, 0);
        assertThat(dataset.notes())
                .containsExactly(
                        "'Y_train' is int64: taken for classes (option 'task').", "Arrays that are not used: ids.");
    }

    @Test
    void shouldTakeFloatsForValuesAndOneHotRowsToo() throws IOException {
        Npz npz = new Npz()
                .doubles("x", "(2, 2)", 1, 2, 3, 4)
                .doubles("y", "(2,)", 0.5, -1.5)
                .floats("hot", "(2, 3)", 0, 0, 1, 1, 0, 0)
                .longs("pairs", "(2, 2)", 1, 2, 3, 4);
        Dataset values = all(npz, "");
        assertThat(values.schema().targets()).isEqualTo(new Targets.Values(Shape.of(1)));
        assertThat(Given.targets(values, values.train(), 1)).containsExactly(-1.5);
        assertThat(values.notes())
                .containsExactly(
                        "'x' is float64: it is rounded to float32.",
                        "'y' is float64: taken for values, rounded to float32 (option 'task').",
                        "Arrays that are not used: hot, pairs.");

        Dataset rows = all(npz, "'y': 'hot'");
        assertThat(rows.schema().targets()).isEqualTo(new Targets.Values(Shape.of(3)));
        assertThat(Given.targets(rows, rows.train(), 0)).containsExactly(0.0, 0.0, 1.0);

        Dataset classes = all(npz, "'y': 'hot', 'task': 'classes'");
        assertThat(classes.schema().targets()).isEqualTo(new Targets.Classes(3));
        assertThat(Given.labels(classes.train())).containsExactly(2, 0);

        Dataset pairs = all(npz, "'y': 'pairs'");
        assertThat(pairs.schema().targets()).isEqualTo(new Targets.Values(Shape.of(2)));
        assertThat(Given.targets(pairs, pairs.train(), 1)).containsExactly(3.0, 4.0);
    }

    @Test
    void shouldTakeWhatIsSaidOfTheTask() throws IOException {
        Npz npz = new Npz()
                .floats("x", "(3, 1)", 1, 2, 3)
                .longs("y", "(3,)", 300, 0, 7)
                .floats("f", "(3, 1)", 2, 0, 1);
        Dataset values = all(npz, "'task': 'values'");
        assertThat(Given.targets(values, values.train(), 0)).containsExactly(300.0);
        Dataset many = all(npz, "'task': 'classes'");
        assertThat(many.schema().targets()).isEqualTo(new Targets.Classes(301));
        assertThat(Given.labels(many.train())).containsExactly(300, 0, 7);
        assertThat(Given.labels(all(npz, "'y': 'f', 'task': 'classes'").train()))
                .containsExactly(2, 0, 1);
    }

    @Test
    void shouldReadWeights() throws IOException {
        Npz npz = new Npz()
                .floats("x", "(3, 1)", 1, 2, 3)
                .bytes("y", "(3, 1)", 1, 0, 1)
                .doubles("w", "(3,)", 0.5, 0, 2);
        Dataset dataset = all(npz, "'weights': 'w'");
        assertThat(dataset.schema().weighted()).isTrue();
        assertThat(IntStream.range(0, 3).mapToObj(dataset.train()::weight)).containsExactly(0.5f, 0f, 2f);
        assertThat(Given.labels(dataset.train())).containsExactly(1, 0, 1);
        assertThat(all(npz, "").train().weight(0)).isEqualTo(1);
    }

    @Test
    void shouldScaleAsAsked() throws IOException {
        Npz npz = new Npz().bytes("x", "(2, 2)", 1, 2, 3, 4).longs("y", "(2,)", 0, 1);
        assertThat(all(npz, "").schema().inputs().scale()).isEqualTo(1);
        assertThat(all(npz, "").notes().getFirst())
                .isEqualTo("'x' is uint8 of shape (2,): the model sees it as it is; if it holds pixels, say scale:"
                        + " 0.00392156862745098.");
        Dataset scaled = all(npz, "'scale': 0.00392156862745098");
        assertThat(scaled.schema().inputs().scale()).isEqualTo(1 / 255f);
        assertThat(scaled.notes()).containsExactly("'y' is int64: taken for classes (option 'task').");
    }

    @Test
    void shouldDivideRowsTheSameEveryTime() throws IOException {
        float[] x = new float[1000];
        long[] y = new long[1000];
        for (int i = 0; i < 1000; i++) {
            x[i] = i;
            y[i] = i % 2;
        }
        Path file = new Npz().floats("x", "(1000,)", x).longs("y", "(1000,)", y).write(folder.resolve("data.npz"));
        Dataset usual = open(file, "");
        assertThat(usual.train().size()).isEqualTo(700);
        assertThat(usual.validation().size()).isEqualTo(100);
        assertThat(usual.test().size()).isEqualTo(200);
        assertThat(column(open(file, ""))).isEqualTo(column(usual));

        Dataset stratified = open(file, "'split': {'validation': 0, 'test': 0.1, 'stratify': true, 'seed': 3}");
        assertThat(Given.labels(stratified.test())).containsOnly(0, 1).hasSize(100);
        assertThat(Given.labels(stratified.test()).stream().filter(label -> label == 1))
                .hasSize(50);
    }

    private static List<Double> column(Dataset dataset) {
        return IntStream.range(0, dataset.test().size())
                .mapToObj(i -> Given.inputs(dataset, dataset.test(), i).getFirst())
                .toList();
    }

    /// More than stays in memory, in several blocks.
    @ParameterizedTest
    @ValueSource(ints = {7, 3000})
    void shouldTransposeWhatIsLarge(int rows) throws IOException {
        int width = 3_000_000 / rows;
        var random = new Random(1);
        float[] values = new float[rows * width];
        ByteBuffer columns = ByteBuffer.allocate(values.length * 4).order(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        for (int k = 0; k < width; k++) {
            for (int n = 0; n < rows; n++) {
                columns.putFloat(values[n * width + k]);
            }
        }
        Path file = new Npz()
                .array("x", ">f4", true, "(" + rows + ", " + width + ")", columns.array())
                .bytes("y", "(" + rows + ",)", new int[rows])
                .write(folder.resolve("large.npz"));
        List<Long> told = new ArrayList<>();
        Dataset dataset = Datasets.source(Given.json("{'npz': {'file': '" + file + "', " + ALL_TO_TRAIN + "}}"))
                .open(new DataFolders(Optional.empty(), folder), (name, received, total) -> {
                    assertThat(name).isEqualTo("large.npz");
                    assertThat(total).isEqualTo(columns.capacity());
                    told.add(received);
                });
        for (int n = 0; n < rows; n++) {
            float[] input = new float[width];
            Given.input(dataset, dataset.train(), n).asFloatBuffer().get(input);
            assertThat(Arrays.equals(input, 0, width, values, n * width, (n + 1) * width))
                    .as("row %d", n)
                    .isTrue();
        }
        assertThat(told).isSorted().hasSizeGreaterThan(1).endsWith((long) columns.capacity());
    }

    @Test
    void shouldTransposeBytes() throws IOException {
        byte[] columns = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        Npz npz = new Npz().array("x", "|u1", true, "(2, 3, 2)", columns).bytes("y", "(2,)", 0, 1);
        Dataset dataset = all(npz, "");
        // x[n, i, j] is stored at n + 2 (i + 3 j).
        assertThat(Given.inputs(dataset, dataset.train(), 0)).containsExactly(1.0, 7.0, 3.0, 9.0, 5.0, 11.0);
        assertThat(Given.inputs(dataset, dataset.train(), 1)).containsExactly(2.0, 8.0, 4.0, 10.0, 6.0, 12.0);
    }
}
