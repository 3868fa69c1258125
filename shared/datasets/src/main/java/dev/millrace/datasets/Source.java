package dev.millrace.datasets;

/// Where a dataset comes from, and how it is read: the options of one kind of data, checked. Immutable.
public interface Source {
    /// Reads it. The same files and options give the same examples in the same order, whoever reads them.
    ///
    /// @param folders where downloads and row files are kept
    /// @param progress is told how far it is
    /// @throws DatasetException if files are missing, damaged, or hold what cannot be trained with
    Dataset open(DataFolders folders, Progress progress);
}
