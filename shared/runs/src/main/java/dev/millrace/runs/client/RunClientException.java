package dev.millrace.runs.client;

/// What was asked of a run cannot be done; the message says why and what to do.
public final class RunClientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message for people
    RunClientException(String message) {
        super(message);
    }
}
