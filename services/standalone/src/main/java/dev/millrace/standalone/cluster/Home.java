package dev.millrace.standalone.cluster;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.standalone.output.IoErrors;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the embedded broker keeps its topics between commands: `MILLRACE_HOME`, else a folder of the user's. One
/// process at a time runs the broker there; the others find it by the address it leaves.
public final class Home {
    /// How long a broker may take to start.
    private static final Duration START = Duration.ofSeconds(30);

    private final Path directory;

    private Home(Path directory) {
        this.directory = directory;
    }

    /// The user's.
    ///
    /// @throws UserException if the user has no folder and names none
    public static Home of(Map<String, String> environment) {
        return of(environment, System.getProperty("user.home", ""));
    }

    /// @param user the user's folder; the JDK says `?` where the system knows of none
    static Home of(Map<String, String> environment, String user) {
        String home = environment.getOrDefault("MILLRACE_HOME", "");
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        if (!home.isEmpty()) {
            return new Home(Path.of(home));
        }
        if (!data.isEmpty()) {
            return new Home(Path.of(data, "millrace"));
        }
        if (!Path.of(user).isAbsolute()) {
            throw new UserException("This user has no home folder (received: '" + user
                    + "') to keep topics in. Set MILLRACE_HOME to a folder that you may write.");
        }
        return new Home(Path.of(user, ".local", "share", "millrace"));
    }

    /// A broker that another process runs here.
    ///
    /// @param services whether there are services beside it that take any run; those of `train` do only theirs
    record Running(String bootstrapServers, boolean services) {
        Connection connection() {
            return Connection.to(bootstrapServers);
        }
    }

    /// The broker that another process runs here, once it has started; absent if there is none.
    Optional<Running> running() {
        Instant deadline = Instant.now().plus(START);
        while (locked() && Instant.now().isBefore(deadline)) {
            Optional<Running> running = address();
            if (running.isPresent()) {
                return running;
            }
            Waiting.briefly();
        }
        return Optional.empty();
    }

    private Optional<Running> address() {
        try {
            return Json.decode(Files.readAllBytes(addressFile()), Running.class) instanceof Decoded.Ok<Running> ok
                    ? Optional.of(ok.value())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Starts the broker here.
    ///
    /// @param services whether there will be services beside it that take any run
    /// @throws UserException if another process runs it
    Owned start(boolean services) {
        FileChannel lock = lock().orElseThrow(() -> new UserException("Another millrace uses " + directory
                + ". Wait until it ends, or set MILLRACE_HOME to another folder."));
        try {
            Files.deleteIfExists(addressFile());
            EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"));
            broker.whenLost(why -> System.err.println("millrace: " + why));
            Path part = directory.resolve("broker.json.part");
            Files.write(part, Json.encode(new Running(broker.bootstrapServers(), services)));
            Files.move(part, addressFile(), StandardCopyOption.ATOMIC_MOVE);
            return new Owned(broker, lock);
        } catch (IOException e) {
            release(lock);
            throw unusable(e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    private Optional<FileChannel> lock() {
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) != null) {
                return Optional.of(channel);
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private boolean locked() {
        if (!Files.exists(lockFile())) {
            return false;
        }
        try (var channel = FileChannel.open(lockFile(), StandardOpenOption.WRITE)) {
            return tryLock(channel) == null;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UserException("Cannot give up the lock of MILLRACE_HOME: " + IoErrors.with(e) + ".");
        }
    }

    private UserException unusable(IOException e) {
        return new UserException("Cannot use " + directory + " for the broker: " + IoErrors.with(e)
                + ". Set MILLRACE_HOME to a folder that you may write.");
    }

    private Path lockFile() {
        return directory.resolve("lock");
    }

    private Path addressFile() {
        return directory.resolve("broker.json");
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    /// The broker, run by this process; the lock is held until it is closed.
    record Owned(EmbeddedBroker broker, FileChannel lock) implements AutoCloseable {
        Connection connection() {
            return Connection.to(broker.bootstrapServers());
        }

        @Override
        public void close() {
            broker.close();
            release(lock);
        }
    }
}
