package dev.millrace.datasets.table;

import dev.millrace.datasets.Options;
import dev.millrace.datasets.Source;

/// The kinds of data that are tables.
///
/// Of each column, `target` says what should come out, `weight` what weighs, `columns` what goes in (all others,
/// unless it is said), `ignore` what is left out. Numbers are standardised, `standardize: false` leaves them; texts
/// get a place for each value, or their number with `categories: index`. A missing value is refused, or filled in by
/// `missing: mean`, `median` or `zero`; a missing text is then a value of its own. `types: {zip: text}` says what a
/// column holds.
public final class Tables {
    private Tables() {}

    /// `{file: houses.csv, target: price}`, with the options of [dev.millrace.datasets.CsvDialect].
    ///
    /// @throws dev.millrace.datasets.DatasetException if an option is missing, or not what it should be
    public static Source csv(Options options) {
        return CsvSource.of(options);
    }

    /// `{file: houses.parquet, target: price}`.
    ///
    /// @throws dev.millrace.datasets.DatasetException if an option is missing, or not what it should be
    public static Source parquet(Options options) {
        return ParquetSource.of(options);
    }

    /// `{sql: SELECT * FROM houses JOIN streets USING (street), files: {houses: houses.csv, streets:
    /// streets.parquet}, target: price}`, with the options of [dev.millrace.datasets.CsvDialect] for files that are
    /// CSV.
    ///
    /// @throws dev.millrace.datasets.DatasetException if an option is missing, or not what it should be
    public static Source query(Options options) {
        return QuerySource.of(options);
    }
}
