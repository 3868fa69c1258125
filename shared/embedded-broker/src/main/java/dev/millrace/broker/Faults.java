package dev.millrace.broker;

import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.apache.kafka.server.fault.ProcessTerminatingFaultHandler;

/// What Kafka does about a fault it cannot mend: while it starts, log it and let the start fail; once it runs, end
/// the process, as a broker that has lost its metadata must not go on.
final class Faults implements FaultHandlerFactory {
    private final AtomicBoolean running = new AtomicBoolean();

    /// From now on a fatal fault ends the process.
    void running() {
        running.set(true);
    }

    @Override
    public FaultHandler build(String name, boolean fatal, Runnable action) {
        var log = new LoggingFaultHandler(name, action);
        var end = new ProcessTerminatingFaultHandler.Builder().setAction(action).build();
        return (message, cause) -> (fatal && running.get() ? end : log).handleFault(message, cause);
    }
}
