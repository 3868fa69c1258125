package dev.millrace.datasets;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// One column of a table that goes into a model, by its name in the table.
public sealed interface TableColumn {
    /// Its name in the table.
    String name();

    /// What its cells hold.
    Kind kind();

    /// How many values of the input it makes.
    int width();

    /// Whether a cell may be missing.
    boolean fillsMissing();

    /// What a cell of a table holds, as it is read.
    enum Kind {
        /// A number, read as a double.
        NUMBER,
        /// True or false, read as 1 or 0.
        BOOLEAN,
        /// A date or a time, read as days since 1970-01-01, UTC.
        DATE,
        /// A text, one of some values.
        TEXT
    }

    /// A column of numbers: `(x - mean) / deviation`; with a deviation of 0, 0.
    ///
    /// @param kind `NUMBER`, `BOOLEAN` or `DATE`
    /// @param mean subtracted; 0 where the column is not standardised
    /// @param deviation divided by; 1 where the column is not standardised
    /// @param fill number that stands in for a missing one; absent where none may be missing
    record Numeric(String name, Kind kind, double mean, double deviation, OptionalDouble fill) implements TableColumn {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public boolean fillsMissing() {
            return fill.isPresent();
        }

        /// The input that cell `value` makes; it may be infinite where `value` is far out.
        ///
        /// @param value NaN where the cell is missing, which only a column that fills may have
        public float input(double value) {
            if (deviation == 0) {
                return 0;
            }
            double x = Double.isNaN(value) ? fill.orElseThrow() : value;
            return (float) ((x - mean) / deviation);
        }
    }

    /// A column of texts, each one of some values, by their numbers. Where each value has a place of its own, a value
    /// that the training rows never had is 0 in all of them; else the input is 0 for it and the number + 1 for
    /// others.
    ///
    /// @param values in sorted order, by UTF-16 code units
    /// @param oneHot whether each value has a place of its own that is 1; else the value's number + 1 is the input
    /// @param missing what becomes of a missing cell
    record Category(String name, List<String> values, boolean oneHot, Missing missing) implements TableColumn {
        /// What becomes of a missing cell.
        public enum Missing {
            /// It is an error.
            REFUSE,
            /// It is a value that the training rows never had.
            UNKNOWN,
            /// It is a value of its own, with the number after the last.
            VALUE
        }

        /// The number of a value that the training rows never had.
        public static final int UNKNOWN = -1;

        public Category {
            values = List.copyOf(values);
        }

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public int width() {
            return oneHot ? values.size() + (missing == Missing.VALUE ? 1 : 0) : 1;
        }

        @Override
        public boolean fillsMissing() {
            return missing != Missing.REFUSE;
        }

        /// The number of a cell's text, or `UNKNOWN`.
        ///
        /// @param text null where the cell is missing, which only a column that fills may have
        public int number(@Nullable String text) {
            if (text == null) {
                return missing == Missing.VALUE ? values.size() : UNKNOWN;
            }
            int found = Collections.binarySearch(values, text);
            return found >= 0 ? found : UNKNOWN;
        }

        /// Puts the inputs of value `number` at `inputs[at]` and after, all of which are 0.
        public void put(int number, float[] inputs, int at) {
            if (!oneHot) {
                inputs[at] = number + 1;
            } else if (number != UNKNOWN) {
                inputs[at + number] = 1;
            }
        }
    }
}
