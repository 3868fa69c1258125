/// Tables as data to train with: CSV and Parquet files, and queries over them, read by DuckDB.
@NullMarked
package dev.millrace.datasets.table;

import org.jspecify.annotations.NullMarked;
