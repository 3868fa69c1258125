package dev.millrace.messaging;

/// Another process has taken over this run; this one may publish nothing more about it.
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FencedException(String transactionalId, Throwable cause) {
        super("Another process publishes as '" + transactionalId + "' now.", cause);
    }
}
