package dev.millrace.gateway.series;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;
import java.util.Arrays;

/// Numbers of one column, as JSON: whole ones without a point, and `null` for what is not finite.
public final class Numbers implements JsonSerializable {
    private static final double WHOLE = 1L << 53;

    private double[] values;
    private int size;

    Numbers(int capacity) {
        values = new double[capacity];
    }

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Column.grown(size));
        }
        values[size++] = value;
    }

    /// How many there are.
    public int size() {
        return size;
    }

    public double at(int index) {
        return values[index];
    }

    @Override
    public void serialize(JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < size; i++) {
            write(json, values[i]);
        }
        json.writeEndArray();
    }

    /// Writes one number.
    public static void write(JsonGenerator json, double value) throws IOException {
        if (!Double.isFinite(value)) {
            json.writeNull();
        } else if (value == Math.rint(value) && Math.abs(value) < WHOLE) {
            json.writeNumber((long) value);
        } else {
            json.writeNumber(value);
        }
    }

    @Override
    public void serializeWithType(JsonGenerator json, SerializerProvider provider, TypeSerializer type)
            throws IOException {
        serialize(json, provider);
    }
}
