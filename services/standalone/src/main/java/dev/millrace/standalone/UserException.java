package dev.millrace.standalone;

/// Something the user can mend: the message says what came, what was expected and what to do.
final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UserException(String message) {
        super(message);
    }
}
