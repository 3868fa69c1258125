package dev.millrace.datasets;

/// Is told how far it is with downloads and files. Called on the thread that opens the dataset.
@FunctionalInterface
public interface Progress {
    /// Some more of `file` has arrived.
    ///
    /// @param file its name
    /// @param received bytes that are here, those of earlier tries included
    /// @param total bytes it has, or -1 where the server does not say
    void received(String file, long received, long total);

    /// Some more rows of `file` have been read.
    ///
    /// @param file its name
    /// @param rows that have been read
    default void rows(String file, long rows) {}

    /// Tells nobody.
    static Progress none() {
        return (file, received, total) -> {};
    }
}
