package dev.millrace.datasets.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Schema;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzInputsTest {
    private static final Schema.Inputs FLOATS = new Schema.Inputs(DType.F32, Shape.of(2), 1);

    @TempDir
    private Path folder;

    private List<Float> read(Npz npz, Optional<String> name) throws IOException {
        Path file = npz.write(folder.resolve("more.npz"));
        List<Float> values = new ArrayList<>();
        try (var inputs = NpzInputs.open(file, name, FLOATS, Optional.empty(), folder)) {
            ByteBuffer input = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < inputs.count(); i++) {
                inputs.next(input.clear());
                values.add(input.getFloat(0));
                values.add(input.getFloat(4));
            }
        }
        return values;
    }

    @Test
    void shouldReadTheArrayThatIsMeant() throws IOException {
        Npz one = new Npz().doubles("arr_0", "(2, 2)", 1, 2, 3, 4.5);
        assertThat(read(one, Optional.empty())).containsExactly(1f, 2f, 3f, 4.5f);
        Npz two = new Npz().floats("X", "(1, 2)", 1, 2).longs("other", "(1, 2)", 3, 4);
        assertThat(read(two, Optional.empty())).containsExactly(1f, 2f);
        assertThat(read(two, Optional.of("other"))).containsExactly(3f, 4f);
        Npz keras = new Npz().floats("x_train", "(1, 2)", 1, 2).floats("x_test", "(1, 2)", 5, 6);
        assertThat(read(keras, Optional.empty())).containsExactly(5f, 6f);
        Npz fortran = new Npz().array("x", "<f4", true, "(2, 2)", Npz.floats(1, 3, 2, 4));
        assertThat(read(fortran, Optional.empty())).containsExactly(1f, 2f, 3f, 4f);
    }

    @Test
    void shouldRefuseWhatTheModelWasNotTrainedWith() throws IOException {
        Path file = folder.resolve("more.npz");
        assertThatThrownBy(() -> read(new Npz().floats("x", "(1, 3)", 1, 2, 3), Optional.empty()))
                .isInstanceOf(DatasetException.class)
                .hasMessage(
                        "'x' in " + file + " has examples of shape (3,). Expected: (2,), as those that the model was"
                                + " trained with.");
        assertThatThrownBy(() -> read(new Npz().longs("x", "(1, 2)", 1, 16777217), Optional.empty()))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("'x' in " + file + " holds 16777217 at [0, 1]. Expected: numbers that are");
        assertThatThrownBy(() -> read(new Npz().floats("a", "(1,)", 1).floats("b", "(1,)", 1), Optional.empty()))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + " does not say which of its arrays are the inputs. It has: a, b. Name one.");
        assertThatThrownBy(() -> read(new Npz().floats("a", "(1,)", 1), Optional.of("z")))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + " has no array 'z'. It has: a.");
        assertThatThrownBy(() -> read(new Npz(), Optional.empty()))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + " does not say which of its arrays are the inputs. It has: none. Name one.");
        Path floats = new Npz().floats("x", "(1, 2)", 1, 2).write(file);
        var pixels = new Schema.Inputs(DType.U8, Shape.of(2), 1 / 255f);
        assertThatThrownBy(() -> NpzInputs.open(floats, Optional.empty(), pixels, Optional.empty(), folder))
                .isInstanceOf(DatasetException.class)
                .hasMessage("'x' in " + file + " holds float32. Expected: whole numbers from 0 to 255.");
    }
}
