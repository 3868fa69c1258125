package dev.millrace.datasets.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Given;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.datasets.raw.RawInputs;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardizedArraysTest {
    @TempDir
    private Path folder;

    private Dataset open(Path file, String options) {
        return Given.dataset("{'npz': {'file': '" + file + "', " + options + "}}", folder);
    }

    /// Two features of three examples to train with, and one to test on.
    private Path features() throws IOException {
        return new Npz()
                .floats("x_train", "(3, 2)", 1, 100, 2, 100, 3, 400)
                .floats("y_train", "(3,)", 0.5f, 1, 2)
                .floats("x_test", "(1, 2)", 4, 0)
                .floats("y_test", "(1,)", 3)
                .write(folder.resolve("features.npz"));
    }

    @Test
    void shouldStandardiseEachFeature() throws IOException {
        Dataset dataset = open(features(), "'standardize': true");
        assertThat(dataset.schema().inputs()).isEqualTo(new Schema.Inputs(DType.F32, Shape.of(2), 1));
        assertThat(dataset.schema().targets()).isInstanceOf(Targets.Values.class);
        assertThat(Given.targets(dataset, dataset.test(), 0)).containsExactly(3.0);
        List<Double> last = Given.inputs(dataset, dataset.train(), 2);
        assertThat(last.get(0)).isEqualTo(Math.sqrt(1.5), within(1e-6));
        assertThat(last.get(1)).isEqualTo(Math.sqrt(2), within(1e-6));
        List<Double> tested = Given.inputs(dataset, dataset.test(), 0);
        assertThat(tested.get(0)).isEqualTo(2 * Math.sqrt(1.5), within(1e-6));
        assertThat(tested.get(1)).isEqualTo(-Math.sqrt(2), within(1e-6));
    }

    @Test
    void shouldTakeBytesAlongTwoAxesForPixelsOfOneChannel() throws IOException {
        Path file = new Npz()
                .array("x_train", "|u1", false, "(2, 1, 2)", new byte[] {0, 0, 0, (byte) 255})
                .longs("y_train", "(2,)", 0, 1)
                .write(folder.resolve("pixels.npz"));
        Dataset dataset = open(file, "'standardize': true, 'split': {'validation': 0, 'test': 0}");
        var by = dataset.schema().preparation().standardization().orElseThrow();
        assertThat(by.mean()).hasSize(1);
        assertThat(by.mean().getFirst()).isEqualTo(0.25, within(1e-7));
        List<Double> second = Given.inputs(dataset, dataset.train(), 1);
        assertThat(second.get(0)).isEqualTo(-1 / Math.sqrt(3), within(1e-6));
        assertThat(second.get(1)).isEqualTo(Math.sqrt(3), within(1e-6));
    }

    @Test
    void shouldPrepareArraysAsInTraining() throws IOException {
        Path file = features();
        Dataset dataset = open(file, "'standardize': true, 'scale': 0.5");
        Schema kept = Schema.of(dataset.schema().toJson());
        ByteBuffer second = Given.input(dataset, dataset.train(), 1);

        ByteBuffer read = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        try (var inputs = NpzInputs.open(
                file, Optional.of("x_train"), kept.inputs(), kept.preparation().standardization(), folder)) {
            inputs.next(read);
            inputs.next(read.clear());
        }
        assertThat(read.flip()).isEqualTo(second);
        assertThat(RawInputs.of(kept).json(Given.json("[[2, 100]]")).data()).isEqualTo(second);
        assertThat(RawInputs.of(kept).csv("a,b\n2,100\n").data()).isEqualTo(second);
    }
}
