package dev.millrace.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.server.ServerSocketFactory;

/// The two sockets of a broker, bound to ports of 127.0.0.1 before the broker is configured with them.
///
/// Holding the sockets, and not only their numbers, leaves no moment in which another process could take a port.
/// The broker closes the sockets it opened; [#close()] closes those it never came to open.
///
/// Kafka opens the controller's socket last, and then has the controller register with itself. Where there is a
/// metadata log to read first, it may not be active by then, and would log its own refusal as an error: so it gets its
/// socket once it is.
final class Loopback implements ServerSocketFactory, AutoCloseable {
    private static final long ACTIVE_WITHIN_NANOS = 30_000_000_000L;

    private final ServerSocketChannel broker;
    private final ServerSocketChannel controller;
    private volatile BooleanSupplier active = () -> true;

    private Loopback(ServerSocketChannel broker, ServerSocketChannel controller) {
        this.broker = broker;
        this.controller = controller;
    }

    /// @param port of the broker; 0 for any that is free
    static Loopback open(int port) {
        try {
            return new Loopback(bind(port), bind(0));
        } catch (IOException e) {
            String which = port == 0 ? "No port of 127.0.0.1 is free" : "Port " + port + " of 127.0.0.1 is not free";
            throw new BrokerException(which + " for the embedded broker: " + e.getMessage(), e);
        }
    }

    String brokerAddress() {
        return "127.0.0.1:" + broker.socket().getLocalPort();
    }

    String controllerAddress() {
        return "127.0.0.1:" + controller.socket().getLocalPort();
    }

    /// Opens the controller's socket only when `active` says that the controller is.
    void openControllerWhen(BooleanSupplier active) {
        this.active = active;
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBuffer) {
        if (listener.equals(Settings.BROKER)) {
            return broker;
        }
        // Where it never becomes active, the start times out and says so.
        long began = System.nanoTime();
        while (!active.getAsBoolean() && System.nanoTime() - began < ACTIVE_WITHIN_NANOS) {
            LockSupport.parkNanos(1_000_000);
        }
        return controller;
    }

    @Override
    public void close() {
        try (broker;
                controller) {
            // Closing a closed channel does nothing.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("resource") // closed by the broker or by close()
    private static ServerSocketChannel bind(int port) throws IOException {
        var channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 128);
        channel.configureBlocking(false);
        return channel;
    }
}
