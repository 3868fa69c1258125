package dev.millrace.standalone;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the embedded broker keeps its topics between commands: `MILLRACE_HOME`, else a folder of the user's. One
/// process
/// at a time runs the broker there; the others find it by the address it leaves.
final class Home {
    private final Path directory;

    Home(Path directory) {
        this.directory = directory;
    }

    /// The user's.
    static Home ofUser(Map<String, String> environment) {
        String home = environment.get("MILLRACE_HOME");
        String data = environment.getOrDefault(
                "XDG_DATA_HOME",
                Path.of(System.getProperty("user.home", "."), ".local", "share").toString());
        return new Home(home != null ? Path.of(home) : Path.of(data, "millrace"));
    }

    /// The broker that another process runs here.
    Optional<Connection> running() {
        try {
            if (lockable()) {
                return Optional.empty();
            }
            return Json.decode(Files.readAllBytes(addressFile()), Address.class) instanceof Decoded.Ok<Address> ok
                    ? Optional.of(Connection.to(ok.value().bootstrapServers()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Starts the broker here.
    ///
    /// @throws UserException if another process runs it
    Owned start() {
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new UserException("Another millrace uses " + directory
                        + ". Wait for it, or set MILLRACE_HOME to another folder.");
            }
            EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"));
            Files.write(addressFile(), Json.encode(new Address(broker.bootstrapServers())));
            return new Owned(broker, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use " + directory + ": " + e.getMessage(), e);
        }
    }

    private boolean lockable() throws IOException {
        if (!Files.exists(lockFile())) {
            return true;
        }
        try (var channel = FileChannel.open(lockFile(), StandardOpenOption.WRITE);
                @Nullable FileLock lock = channel.tryLock()) {
            return lock != null;
        }
    }

    private Path lockFile() {
        return directory.resolve("lock");
    }

    private Path addressFile() {
        return directory.resolve("broker.json");
    }

    private record Address(String bootstrapServers) {}

    /// The broker, run by this process; the lock is held until it is closed.
    record Owned(EmbeddedBroker broker, FileChannel lock) implements AutoCloseable {
        Connection connection() {
            return Connection.to(broker.bootstrapServers());
        }

        @Override
        public void close() {
            broker.close();
            try {
                lock.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
