package dev.millrace.testkit.crash;

import dev.millrace.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;

/// A broker in a process of its own, which keeps its topics and its port from one life to the next.
public final class BrokerProcess {
    private BrokerProcess() {}

    /// Runs until it is ended.
    ///
    /// @param args directory and port
    public static void main(String[] args) {
        Lifeline.tie();
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]), Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "end"));
    }
}
