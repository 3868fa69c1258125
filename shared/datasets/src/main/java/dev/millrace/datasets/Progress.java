package dev.millrace.datasets;

/// Is told how far a download is. Called on the thread that opens the dataset.
@FunctionalInterface
public interface Progress {
    /// Some more of `file` has arrived.
    ///
    /// @param file its name
    /// @param received bytes that are here, those of earlier tries included
    /// @param total bytes it has, or -1 where the server does not say
    void received(String file, long received, long total);

    /// Tells nobody.
    static Progress none() {
        return (file, received, total) -> {};
    }
}
