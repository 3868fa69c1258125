package dev.millrace.broker;

import org.jspecify.annotations.Nullable;

/// The embedded broker cannot start. The message says where, why, and what to do.
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
