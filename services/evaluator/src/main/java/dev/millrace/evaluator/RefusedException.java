package dev.millrace.evaluator;

/// A model cannot see the rows that somebody sent; the message says why, and what to do.
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
