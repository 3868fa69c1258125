package dev.millrace.messaging;

import java.time.Duration;
import java.util.List;

/// No broker answered where one was expected.
public final class BrokerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param advertised where the cluster says that its brokers are; empty where nobody has answered at all
    BrokerUnavailableException(String bootstrapServers, List<String> advertised, Duration timeout, Throwable cause) {
        super(message(bootstrapServers, advertised, timeout), cause);
    }

    private static String message(String bootstrapServers, List<String> advertised, Duration timeout) {
        if (advertised.isEmpty()) {
            return "No Kafka broker answers at " + bootstrapServers + " (waited " + timeout.toSeconds()
                    + " s). Start one there, or name another with --bootstrap HOST:PORT.";
        }
        return "A Kafka broker answers at " + bootstrapServers + ", and says that brokers are to be reached at "
                + String.join(", ", advertised) + ", where none answers from here (waited " + timeout.toSeconds()
                + " s). Set the broker's advertised.listeners to an address that can be reached from here, or use a"
                + " listener that has one.";
    }
}
