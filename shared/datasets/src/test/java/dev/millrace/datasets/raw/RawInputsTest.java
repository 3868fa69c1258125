package dev.millrace.datasets.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.PicturePreparation;
import dev.millrace.datasets.Preparation;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.TableColumn.Category;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.TableColumn.Numeric;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RawInputsTest {
    private static final TablePreparation HOUSES = new TablePreparation(
            List.of(
                    new Numeric("rooms", Kind.NUMBER, 3, 2, OptionalDouble.of(5)),
                    new Numeric("garden", Kind.BOOLEAN, 0, 1, OptionalDouble.empty()),
                    new Category("city", List.of("Bonn", "Köln"), true, Category.Missing.UNKNOWN)),
            List.of(new TablePreparation.Target("price", Kind.NUMBER)),
            Optional.empty(),
            CsvDialect.UNKNOWN);
    private static final RawInputs TABLE = RawInputs.of(
            new Schema(new Schema.Inputs(DType.F32, Shape.of(4), 1), new Targets.Values(Shape.of(1)), HOUSES));
    private static final Schema DIGITS = new Schema(
            new Schema.Inputs(DType.U8, Shape.of(28, 28), 1 / 255f), new Targets.Classes(10), new Preparation.Digit());
    private static final RawInputs BYTES = arrays(DType.U8, 2, 3);

    private static RawInputs arrays(DType dtype, int... dims) {
        return RawInputs.of(new Schema(
                new Schema.Inputs(dtype, Shape.of(dims), 1),
                new Targets.Values(Shape.of(1)),
                new Preparation.Arrays()));
    }

    @Test
    void shouldMakeRowsOfATableFromObjectsArraysAndCsv() {
        float[] expected = {1, 1, 0, 1, 1, 0, 0, 0};
        InputRows objects = json(
                TABLE,
                "[{\"city\": \"Köln\", \"garden\": true, \"rooms\": 5, \"price\": null},"
                        + " {\"city\": \"Ulm\", \"garden\": 0, \"rooms\": null}]");
        assertThat(floats(objects)).containsExactly(expected);
        assertThat(objects.count()).isEqualTo(2);
        assertThat(objects.notes()).singleElement().asString().startsWith("column 'city': in 1 row there is a text");
        InputRows arrays = json(TABLE, "[[5, \"true\", \"Köln\"], [\"5.0\", false, \"Ulm\"]]");
        assertThat(floats(arrays)).containsExactly(expected);
        InputRows csv = TABLE.csv("city,extra,garden,rooms\nKöln,7,true,5\nUlm,8,false,\n");
        assertThat(floats(csv)).containsExactly(expected);
        assertThat(csv.notes()).isEqualTo(objects.notes());
        assertThat(csv.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"garden\": true, \"rooms\": 1}, {\"rooms\": 1}] | Row 2: Column 'garden' is missing",
                "[{\"garden\": true, \"rooms\": \"many\"}] | Row 1: Column 'rooms' holds something else",
                "[{\"garden\": true, \"rooms\": 1e300}] | 'rooms' is too large",
                "[{\"garden\": true, \"rooms\": [1]}] | Row 1, column 'rooms': an array. Expected: a number",
                "[[1, true]] | Row 1 is an array of 2. Expected: an object with the columns, or an array of 3",
                "[7] | Row 1 is a number",
                "[] | Received: no row",
                "{} | Received: an object",
            })
    void shouldNameRowAndColumnOfWhatIsNoRow(String rows, String message) {
        assertThatThrownBy(() -> json(TABLE, rows))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldNameLineAndColumnInCsvAndNoFolder() {
        assertThatThrownBy(() -> TABLE.csv("city,garden,rooms\nBonn,true,1\nBonn,true,many\n"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("rows.csv, line 3")
                .hasMessageContaining("rooms")
                .hasMessageNotContaining("millrace-rows");
        assertThatThrownBy(() -> TABLE.csv("city,rooms\nBonn,1\n"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("'garden'");
        assertThatThrownBy(() -> TABLE.csv("")).isInstanceOf(DatasetException.class);
    }

    @Test
    void shouldMakeArraysNestedOrFlat() {
        byte[] bytes = new byte[12];
        json(BYTES, "[[[1, 2, 3], [4, 5, 255]], [0, 1, 2, 3, 4, 5]]").data().get(bytes);
        assertThat(bytes).containsExactly(1, 2, 3, 4, 5, -1, 0, 1, 2, 3, 4, 5);
        assertThat(json(arrays(DType.I32, 2), "[[-1, 70000]]")
                        .data()
                        .asIntBuffer()
                        .get(1))
                .isEqualTo(70000);
        assertThat(floats(json(arrays(DType.F32, 2), "[[0.5, -1e3]]"))).containsExactly(0.5f, -1000f);
        assertThat(floats(arrays(DType.F32, 2).csv("a;b\n0.5;1\n2;3\n"))).containsExactly(0.5f, 1, 2, 3);
        InputRows digit =
                json(RawInputs.of(DIGITS), "[" + Collections.nCopies(784, 7).toString() + "]");
        assertThat(digit.data().remaining()).isEqualTo(784);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[[[1, 2, 3], [4, 5]]] | Row 1[1] is an array of 2. Expected: an array of 3, in inputs of shape (2, 3)",
                "[[[1, 2, 3]]] | Row 1 is an array of 1",
                "[[[1, 2, 3], [4, 5, 256]]] | Row 1[1][2] cannot be an input. Expected: a whole number from 0 to 255",
                "[[[1, 2, 3], [4, 5, 0.5]]] | Received: 0.5",
                "[[[1, 2, 3], [4, 5, \"6\"]]] | Row 1[1][2] is a text. Expected: a number",
                "[[[1, 2, 3], [4, 5, null]]] | Row 1[1][2] is null",
                "[{\"a\": 1}] | Row 1 is an object. Expected: an array of numbers of shape (2, 3)",
            })
    void shouldSayWhichNumberIsWrong(String rows, String message) {
        assertThatThrownBy(() -> json(BYTES, rows))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b\\n1\\n | Line 2 has 1 values, under 2 names. Expected: 2",
                "a,b\\n1,2\\n3,x\\n | Line 3, column 'b'",
                "a,b\\n | Received: 1 line.",
                "a,b\\n1,1e999\\n | at most 3.4e38",
            })
    void shouldSayWhichCellIsWrong(String csv, String message) {
        assertThatThrownBy(() -> arrays(DType.F32, 2).csv(csv.replace("\\n", "\n")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldMakePicturesAsTheRunsPicturesWere() throws IOException {
        RawInputs photos = RawInputs.of(new Schema(
                new Schema.Inputs(DType.U8, Shape.of(4, 5, 3), 1 / 255f),
                new Targets.Classes(2),
                new PicturePreparation(4, 5, 3)));
        InputRows photo = photos.picture(png(20, 16));
        assertThat(photo.count()).isEqualTo(1);
        assertThat(photo.data().remaining()).isEqualTo(4 * 5 * 3);
        assertThat(RawInputs.of(DIGITS).picture(png(60, 60)).data().remaining()).isEqualTo(784);
        assertThatThrownBy(() -> photos.picture(new byte[] {1, 2, 3}))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("The picture ");
        assertThatThrownBy(() -> TABLE.picture(png(8, 8)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("Send rows with the columns rooms, garden, city");
        assertThatThrownBy(() -> BYTES.picture(png(8, 8))).isInstanceOf(DatasetException.class);
    }

    @Test
    void shouldRefuseMoreThanItKeeps() {
        String one = "[" + String.join(",", Collections.nCopies(1000, "0")) + "]";
        String rows = "[" + String.join(",", Collections.nCopies(5000, one)) + "]";
        assertThatThrownBy(() -> json(arrays(DType.F32, 1000), rows))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("Send fewer rows");
    }

    /// A white stroke on black.
    private static byte[] png(int width, int height) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = height / 4; y < height * 3 / 4; y++) {
            image.getRaster().setSample(width / 2, y, 0, 255);
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static float[] floats(InputRows rows) {
        FloatBuffer values = rows.data().asFloatBuffer();
        float[] array = new float[values.remaining()];
        values.get(array);
        return array;
    }

    private static InputRows json(RawInputs inputs, String rows) {
        try {
            return inputs.json(new ObjectMapper().readTree(rows));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
