package dev.millrace.datasets.table;

import dev.millrace.datasets.Splits;
import dev.millrace.datasets.Splits.Part;
import java.util.function.LongToIntFunction;

/// Which split each row belongs to: those of the first file are dealt, those of others belong to theirs.
///
/// @param rows of the file that is divided
/// @param validation rows of a file of their own, after them
/// @param test rows of a file of their own, after them
/// @param stratum the class number of a row
record Deal(Splits splits, long rows, long validation, long test, LongToIntFunction stratum) {
    /// Takes a row and the split that it belongs to.
    interface Taker {
        void take(long row, Part part);
    }

    /// All rows in order, the same each time.
    void each(Taker taker) {
        Splits.Dealer dealer = splits.dealer();
        for (long row = 0; row < rows; row++) {
            taker.take(row, dealer.next(splits.stratify() ? stratum.applyAsInt(row) : 0));
        }
        for (long row = rows; row < rows + validation; row++) {
            taker.take(row, Part.VALIDATION);
        }
        for (long row = rows + validation; row < rows + validation + test; row++) {
            taker.take(row, Part.TEST);
        }
    }

    /// The rows to train with, in order.
    void eachToTrainWith(java.util.function.LongConsumer taker) {
        each((row, part) -> {
            if (part == Part.TRAIN) {
                taker.accept(row);
            }
        });
    }
}
