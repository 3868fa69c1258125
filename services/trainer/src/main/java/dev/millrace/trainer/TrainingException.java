package dev.millrace.trainer;

/// Training cannot go on, and trying again would not help. The message says what was received and what was
/// expected.
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrainingException(String message) {
        super(message);
    }
}
