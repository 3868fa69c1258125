package dev.millrace.nn;

/// A description that cannot be: an unknown name, a value out of range, shapes that do not fit. The message says
/// what was received, what was expected and what to do.
public final class DescriptionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public DescriptionException(String message) {
        super(message);
    }
}
