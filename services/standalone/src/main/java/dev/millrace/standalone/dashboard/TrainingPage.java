package dev.millrace.standalone.dashboard;

import dev.millrace.messaging.Connection;
import dev.millrace.standalone.cluster.Interrupt;
import dev.millrace.standalone.output.Output;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// The page beside a run that is trained; or none, where none is wanted. For one thread.
public final class TrainingPage implements AutoCloseable {
    private final Optional<Page> page;
    private final CompletableFuture<Connection> connection;
    private final boolean stay;

    /// @param connection what the page waits for before it answers
    /// @param stay whether the page is served after the end too
    TrainingPage(Optional<Page> page, CompletableFuture<Connection> connection, boolean stay) {
        this.page = page;
        this.connection = connection;
        this.stay = stay;
    }

    /// Says where the page is, which answers from now on.
    ///
    /// @param cluster where the run is trained
    public void show(Connection cluster, PrintWriter notes) {
        connection.complete(cluster);
        page.ifPresent(shown -> Output.line(notes, "Watch it at " + shown.address()));
    }

    /// Waits for Ctrl-C, if that is wanted.
    public void stay(Interrupt interrupt, PrintWriter notes) {
        if (!stay || page.isEmpty() || interrupt.came()) {
            return;
        }
        var ended = new CountDownLatch(1);
        interrupt.asks("no longer serving the page.", ended::countDown);
        Output.line(notes, "The page stays at " + page.get().address() + " until Ctrl-C.");
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Serves it no longer; a second time it does nothing.
    public void end() {
        connection.cancel(false);
        page.ifPresent(Page::close);
    }

    @Override
    public void close() {
        end();
    }
}
