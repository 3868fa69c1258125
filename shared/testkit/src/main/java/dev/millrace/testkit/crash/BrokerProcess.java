package dev.millrace.testkit.crash;

import dev.millrace.broker.EmbeddedBroker;
import java.nio.file.Path;

/// A broker in a process of its own, which keeps its topics and its port from one life to the next.
public final class BrokerProcess {
    private BrokerProcess() {}

    /// Runs until it is ended.
    ///
    /// @param args directory and port
    public static void main(String[] args) {
        Lifeline.tie();
        EmbeddedBroker broker = EmbeddedBroker.startAt(Integer.parseInt(args[1]), Path.of(args[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "end"));
    }
}
