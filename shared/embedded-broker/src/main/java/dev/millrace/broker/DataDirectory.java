package dev.millrace.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/// A directory that holds a broker's data, locked by this process until closed.
///
/// Kafka has a lock of its own, but takes it only after it has opened the metadata log; this one comes first. The
/// operating system frees it with the process, however that ends.
final class DataDirectory implements AutoCloseable {
    static final long NEEDED_MIB = 64;
    private static final long NEEDED_BYTES = NEEDED_MIB << 20;
    private static final String LOCK = "embedded-broker.lock";
    private static final String FORMATTED = "meta.properties";
    private static final String MARKED = "-delete";
    private static final String CLEAN = ".kafka_cleanshutdown";

    private final Path path;
    private final FileChannel lock;
    private final boolean crashed;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
        this.crashed = Files.exists(path.resolve(FORMATTED)) && !Files.exists(path.resolve(CLEAN));
    }

    /// Locks `path`, made if absent, and formats it when it holds no broker's data yet.
    ///
    /// @throws BrokerException when another broker uses it, it cannot be written, the disk is full, or it holds
    ///     files of something else
    static DataDirectory open(Path path) {
        try {
            Files.createDirectories(path);
            refuseForeign(path);
            requireSpace(path, Files.getFileStore(path).getUsableSpace());
            var directory = new DataDirectory(path.toAbsolutePath(), lock(path));
            try {
                directory.format();
                directory.removeDeleted();
            } catch (Exception e) {
                directory.close();
                throw e;
            }
            return directory;
        } catch (BrokerException e) {
            throw e;
        } catch (Exception e) {
            throw new BrokerException(
                    "The embedded broker cannot write to its directory " + path + " (" + e
                            + "). Give it a directory that this user may write.",
                    e);
        }
    }

    Path path() {
        return path;
    }

    /// Whether the broker before this one was not closed.
    boolean crashed() {
        return crashed;
    }

    /// Removes what Kafka has marked as deleted: the folders of topics, which it would leave until it has run for 30 s
    /// without a pause. Only while no broker runs here.
    void removeDeleted() throws IOException {
        try (var marked = Files.newDirectoryStream(path, "*" + MARKED)) {
            for (Path folder : marked) {
                Folders.delete(folder);
            }
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void requireSpace(Path path, long usableBytes) {
        if (usableBytes < NEEDED_BYTES) {
            throw new BrokerException(
                    "The disk of " + path + " is full: the embedded broker needs " + NEEDED_MIB + " MiB, and there are "
                            + (usableBytes >> 20) + " MiB. Free some, or choose another.",
                    null);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        var channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException inThisProcess) {
            // The same answer as for another process.
        }
        channel.close();
        throw new BrokerException(
                "The directory " + path + " is in use by another embedded broker. Stop that one, or choose another"
                        + " directory.",
                null);
    }

    /// An interrupted format left files but no `meta.properties`, which Kafka writes last: those are no obstacle.
    private static void refuseForeign(Path path) throws IOException {
        if (Files.exists(path.resolve(FORMATTED))) {
            return;
        }
        try (var files = Files.list(path)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(LOCK)
                            && !name.startsWith("bootstrap.checkpoint")
                            && !name.startsWith(FORMATTED))
                    .findAny()
                    .ifPresent(name -> {
                        throw new BrokerException(
                                "The directory " + path + " is neither empty nor a broker's: it holds '" + name
                                        + "'. Choose an empty one.",
                                null);
                    });
        }
    }

    private void format() throws Exception {
        if (Files.exists(path.resolve(FORMATTED))) {
            return;
        }
        try (var nowhere = new PrintStream(OutputStream.nullOutputStream())) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(Settings.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(Settings.CONTROLLER)
                    .setSupportedFeatures(List.copyOf(Feature.PRODUCTION_FEATURES))
                    .setMetadataLogDirectory(path.toString())
                    .setDirectories(List.of(path.toString()))
                    .setHasDynamicQuorum(false)
                    .run();
        }
    }
}
