package dev.millrace.messaging;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Where a cluster says that its brokers are to be reached (`advertised.listeners`). Kafka's clients go there as soon
/// as they have heard of it, and when nothing answers do not say where that was.
///
/// Asked in plain text: Kafka's Metadata request in version 1, which the brokers of all versions from 0.10 on answer.
final class AdvertisedBrokers {
    private static final short METADATA = 3;
    private static final short VERSION = 1;

    private AdvertisedBrokers() {}

    /// The addresses that whoever listens at one of `bootstrapServers` gives; none where nobody answers in plain text.
    static List<String> of(String bootstrapServers, Duration timeout) {
        for (String server : bootstrapServers.split(",", -1)) {
            int colon = server.lastIndexOf(':');
            try {
                return ask(
                        server.substring(0, Math.max(0, colon)).strip(),
                        Integer.parseInt(server.substring(colon + 1).strip()),
                        (int) timeout.toMillis());
            } catch (IOException | IllegalArgumentException e) {
                // The next one may answer.
            }
        }
        return List.of();
    }

    private static List<String> ask(String host, int port, int timeoutMillis) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            var out = new DataOutputStream(socket.getOutputStream());
            // size, then the header: request, version, correlation id, client id (none); then topics (none)
            out.writeInt(2 + 2 + 4 + 2 + 4);
            out.writeShort(METADATA);
            out.writeShort(VERSION);
            out.writeInt(0);
            out.writeShort(-1);
            out.writeInt(0);
            out.flush();
            return brokers(new DataInputStream(socket.getInputStream()));
        }
    }

    /// Size and correlation id, then for each broker its id, host, port and rack.
    private static List<String> brokers(DataInputStream in) throws IOException {
        in.readInt();
        in.readInt();
        int count = in.readInt();
        List<String> brokers = new ArrayList<>();
        for (int i = 0; i < count && i < 100; i++) {
            in.readInt();
            String host = text(in);
            brokers.add(host + ":" + in.readInt());
            text(in);
        }
        return brokers;
    }

    private static String text(DataInputStream in) throws IOException {
        short length = in.readShort();
        byte[] bytes = new byte[Math.max(0, length)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
