package dev.millrace.datasets;

/// A dataset that cannot be had: files that are missing, damaged or at odds with each other, or a download that
/// failed. The message names the file, what was received, what was expected and what to do.
public final class DatasetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DatasetException(String message) {
        super(message);
    }

    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
