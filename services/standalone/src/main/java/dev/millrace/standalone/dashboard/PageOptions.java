package dev.millrace.standalone.dashboard;

import dev.millrace.messaging.Connection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Option;

/// Whether and where a command that trains serves the page meanwhile.
public final class PageOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Where the page is served, to this machine alone. Default: a port that is free.")
    private int port;

    @Option(names = "--stay", description = "Go on serving the page after the end, until Ctrl-C.")
    private boolean stay;

    @Option(names = "--no-dashboard", description = "Serve no page.")
    private boolean none;

    /// Listens from now on, if a page is wanted.
    ///
    /// @throws dev.millrace.standalone.output.UserException if something else listens there
    public TrainingPage listen() {
        var connection = new CompletableFuture<Connection>();
        return new TrainingPage(
                none ? Optional.empty() : Optional.of(Page.serveOnDemand(port, connection::join)), connection, stay);
    }
}
