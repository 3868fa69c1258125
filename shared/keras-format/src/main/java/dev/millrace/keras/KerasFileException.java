package dev.millrace.keras;

/// A file is not what its name says, or does not fit the model: the message names the file, what was found and what was
/// expected.
public final class KerasFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    KerasFileException(String message) {
        super(message);
    }
}
