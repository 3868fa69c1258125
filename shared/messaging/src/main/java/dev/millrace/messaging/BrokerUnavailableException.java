package dev.millrace.messaging;

import java.time.Duration;

/// No broker answered where one was expected.
public final class BrokerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokerUnavailableException(String bootstrapServers, Duration timeout, Throwable cause) {
        super(
                "No Kafka broker answers at " + bootstrapServers + " (waited " + timeout.toSeconds()
                        + " s). Start one there, or name another with --bootstrap HOST:PORT.",
                cause);
    }
}
