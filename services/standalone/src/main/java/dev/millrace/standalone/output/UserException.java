package dev.millrace.standalone.output;

/// Something the user can mend: the message says what came, what was expected and what to do.
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message for the user
    public UserException(String message) {
        super(message);
    }
}
