package dev.millrace.broker;

import java.nio.file.Path;

/// A process that runs a broker in the directory it is given, sends one record, and waits to be killed.
final class Victim {
    static final String READY = "ready";

    private Victim() {}

    public static void main(String[] arguments) throws Exception {
        var broker = EmbeddedBroker.start(Path.of(arguments[0]));
        var clients = new Clients(broker.bootstrapServers());
        clients.createTopic("kept");
        clients.send("kept", "one");
        System.out.println(READY);
        Thread.currentThread().join();
    }
}
