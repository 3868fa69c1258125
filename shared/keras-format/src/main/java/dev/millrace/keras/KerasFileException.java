package dev.millrace.keras;

/// A file is not what its name says, is damaged, or does not fit the model. The message names the file, what was
/// found and what was expected.
public final class KerasFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    KerasFileException(String message) {
        super(message);
    }

    KerasFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
