package dev.millrace.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.apache.kafka.server.ServerSocketFactory;

/// The two sockets of a broker, bound to ports of 127.0.0.1 before the broker is configured with them.
///
/// Holding the sockets, and not only their numbers, leaves no moment in which another process could take a port.
/// The broker closes the sockets it opened; [#close()] closes those it never came to open.
final class Loopback implements ServerSocketFactory, AutoCloseable {
    private final ServerSocketChannel broker;
    private final ServerSocketChannel controller;

    private Loopback(ServerSocketChannel broker, ServerSocketChannel controller) {
        this.broker = broker;
        this.controller = controller;
    }

    /// @param port for the broker; 0: a free one
    static Loopback open(int port) {
        try {
            return new Loopback(bind(port), bind(0));
        } catch (IOException e) {
            String which = port == 0 ? "No free port" : "Port " + port;
            throw new BrokerException(which + " of 127.0.0.1 for the embedded broker: " + e.getMessage(), e);
        }
    }

    String brokerAddress() {
        return "127.0.0.1:" + broker.socket().getLocalPort();
    }

    String controllerAddress() {
        return "127.0.0.1:" + controller.socket().getLocalPort();
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBuffer) {
        return listener.equals(Settings.BROKER) ? broker : controller;
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
