package dev.millrace.standalone.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A port of this machine alone, behind which a server is started when somebody connects for the first time. Until then
/// it is a socket and a thread that waits. Bytes are handed on as they come, in both directions. Thread-safe.
public final class OnDemand implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int REFUSED_WITHIN_MILLIS = 1000;

    /// A server that was started.
    ///
    /// @param port of its own, on the loopback address
    /// @param stop ends it
    public record Backend(int port, Runnable stop) {}

    private final ServerSocket listener;
    private final Supplier<Backend> starter;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private @Nullable Backend backend;
    private boolean closed;

    private OnDemand(ServerSocket listener, Supplier<Backend> starter) {
        this.listener = listener;
        this.starter = starter;
    }

    /// Listens from now on.
    ///
    /// @param port 0: any that is free
    /// @param starter starts the server; called again for the next connection where it fails
    /// @throws IOException if something else listens there
    public static OnDemand listen(int port, Supplier<Backend> starter) throws IOException {
        var listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        var lazy = new OnDemand(listener, starter);
        // A plain thread: the first virtual one starts a scheduler, for which there is time when somebody comes.
        Thread.ofPlatform().daemon().name("page").start(lazy::accept);
        return lazy;
    }

    /// Where it listens.
    public int port() {
        return listener.getLocalPort();
    }

    /// Whether anybody has connected, and the server is there.
    public synchronized boolean started() {
        return backend != null;
    }

    private void accept() {
        while (true) {
            Socket client;
            try {
                client = listener.accept();
            } catch (IOException e) {
                return; // closed
            }
            Thread.ofVirtual().name("page-client").start(() -> serve(client));
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            int port;
            try {
                port = backend().port();
            } catch (RuntimeException e) {
                refuse(client, e);
                return;
            }
            try (var server = new Socket()) {
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                Thread back = Thread.ofVirtual().name("page-server").start(() -> copy(server, client));
                copy(client, server);
                back.join();
            }
        } catch (IOException e) {
            // Whoever it was is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private synchronized Backend backend() {
        if (closed) {
            throw new IllegalStateException("the page is not served any more");
        }
        if (backend == null) {
            backend = starter.get();
        }
        return Objects.requireNonNull(backend);
    }

    /// Hears the request before it answers, and the rest of it after: what is not read would break the answer off.
    private static void refuse(Socket client, RuntimeException failure) throws IOException {
        byte[] body = ("The page cannot be served: " + failure.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        client.setSoTimeout(REFUSED_WITHIN_MILLIS);
        if (client.getInputStream().read(new byte[8192]) < 0) {
            return;
        }
        OutputStream out = client.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        client.shutdownOutput();
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /// Hands on everything, then that there is no more.
    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // Nobody is let in any more in any case.
        }
        Backend started;
        synchronized (this) {
            closed = true;
            started = backend;
            backend = null;
        }
        open.forEach(OnDemand::close);
        if (started != null) {
            started.stop().run();
        }
    }
}
