package dev.millrace.datasets.raw;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.PicturePreparation;
import dev.millrace.datasets.Preparation;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Standardization;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.datasets.images.Digit;
import dev.millrace.datasets.images.PictureException;
import dev.millrace.datasets.images.Pictures;
import dev.millrace.nn.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// Makes what people send into inputs of a model, as its training data was. What cannot become an input is refused with
/// a [DatasetException] that names row and column. Immutable.
public final class RawInputs {
    private final Schema schema;

    private RawInputs(Schema schema) {
        this.schema = schema;
    }

    /// Inputs of a model that was trained with data of this schema.
    public static RawInputs of(Schema schema) {
        return new RawInputs(schema);
    }

    /// Rows of JSON: of a table objects with a value for each column, or arrays of values in the order of the columns;
    /// of anything else arrays of numbers, as they are stored in the data, nested as the input's shape is or flat.
    ///
    /// @throws DatasetException if they are no such rows, or there is none
    public InputRows json(JsonNode rows) {
        if (!rows.isArray() || rows.isEmpty()) {
            throw new DatasetException("Inputs are an array of rows, with at least one. Received: "
                    + (rows.isArray() ? "no row" : JsonArrays.kind(rows)) + ".");
        }
        return switch (schema.preparation()) {
            case TablePreparation table -> new JsonTable(table).read(rows);
            case PicturePreparation picture -> standardized(new JsonArrays(stored()).read(rows));
            case Preparation.Digit digit -> new JsonArrays(schema.inputs()).read(rows);
            case Preparation.Arrays arrays -> standardized(new JsonArrays(stored()).read(rows));
        };
    }

    /// Rows of CSV with a header: of a table as the file that was trained with is written, columns in any order; of
    /// anything else a column for each value of the input.
    ///
    /// @throws DatasetException if they are no such rows, or there is none
    public InputRows csv(String text) {
        return switch (schema.preparation()) {
            case TablePreparation table -> CsvTableText.read(text, table);
            case PicturePreparation picture -> standardized(CsvArrays.read(text, stored()));
            case Preparation.Digit digit -> CsvArrays.read(text, schema.inputs());
            case Preparation.Arrays arrays -> standardized(CsvArrays.read(text, stored()));
        };
    }

    /// What inputs look like before they are standardised: pixels are bytes, and numbers are read as `F32`.
    private Schema.Inputs stored() {
        DType stored = schema.preparation() instanceof PicturePreparation ? DType.U8 : DType.F32;
        return schema.preparation()
                .standardization()
                .map(by -> new Schema.Inputs(stored, schema.inputs().shape(), by.scale()))
                .orElse(schema.inputs());
    }

    private InputRows standardized(InputRows rows) {
        Optional<Standardization> by = schema.preparation().standardization();
        if (by.isEmpty()) {
            return rows;
        }
        ByteBuffer data = InputRows.room(rows.count(), schema.inputs().bytes());
        int values = schema.inputs().shape().size();
        ByteBuffer from = rows.data();
        for (int row = 0; row < rows.count(); row++) {
            by.get().put(stored().dtype(), from, values, data);
        }
        return new InputRows(rows.count(), data.flip(), rows.notes());
    }

    /// A picture: the bytes of a PNG or JPEG file.
    ///
    /// @throws DatasetException if it is none, or the model does not take pictures
    public InputRows picture(byte[] file) {
        try {
            return new InputRows(1, ByteBuffer.wrap(pixels(file, schema.preparation())), List.of());
        } catch (PictureException e) {
            throw new DatasetException("The picture " + e.getMessage(), e);
        }
    }

    /// The bytes of the input that a picture becomes.
    ///
    /// @throws PictureException if it cannot be read
    /// @throws DatasetException if the model does not take pictures
    public static byte[] pixels(byte[] file, Preparation preparation) {
        return switch (preparation) {
            case PicturePreparation picture -> standardized(Pictures.of(file, picture), picture);
            case Preparation.Digit digit -> Digit.read(file);
            case Preparation.Arrays arrays ->
                throw new DatasetException(
                        "The model was trained with arrays. Received: a picture. Send arrays of" + " numbers.");
            case TablePreparation table ->
                throw new DatasetException("The model was trained with a table. Received: a picture. Send rows with"
                        + " the columns " + table.names() + ".");
        };
    }

    private static byte[] standardized(byte[] pixels, PicturePreparation picture) {
        return picture.standardization()
                .map(by -> {
                    ByteBuffer input = ByteBuffer.allocate(Math.multiplyExact(pixels.length, Float.BYTES))
                            .order(ByteOrder.LITTLE_ENDIAN);
                    by.put(DType.U8, ByteBuffer.wrap(pixels), pixels.length, input);
                    return input.array();
                })
                .orElse(pixels);
    }
}
