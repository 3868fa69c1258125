package dev.millrace.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;

/// The end of a broker that can no longer write: Kafka then ends the process, without a word on why. It is said here,
/// and the process ends with exit code 1.
final class Lost {
    private static final int EXIT_CODE = 1;
    private static final long SOME_BYTES = 1L << 20;

    private final Path directory;
    private volatile Consumer<String> tell = System.err::println;

    private Lost(Path directory) {
        this.directory = directory;
    }

    /// Has Kafka end the process by way of what is returned, as long as no other broker of this process does the same.
    static Lost in(Path directory) {
        var lost = new Lost(directory);
        Exit.setHaltProcedure((status, message) -> {
            try {
                lost.tell();
            } finally {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        });
        return lost;
    }

    /// Who is told, in a sentence, before the process ends.
    void tell(Consumer<String> tell) {
        this.tell = tell;
    }

    void tell() {
        tell.accept(sentence(directory, usableBytes()));
    }

    private long usableBytes() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    static String sentence(Path directory, long usableBytes) {
        return usableBytes < SOME_BYTES
                ? "The disk of " + directory + " is full: the embedded broker cannot go on. Free at least "
                        + DataDirectory.NEEDED_MIB + " MiB there."
                : "The embedded broker cannot write to " + directory
                        + " any more. See whether its disk is well; MILLRACE_LOG_DISK=ERROR shows what Kafka says.";
    }
}
