package dev.millrace.messaging;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Named points in a service's work at which the crash harness ends a process, as SIGKILL would.
///
/// With the system property `millrace.halt-at` set to `NAME:COUNT`, the process halts when it comes to that point
/// for the COUNT-th time; without it, a point does nothing.
public enum CrashPoint {
    /// There is something to say; the broker knows of no transaction.
    BEFORE_BEGIN,
    /// A transaction is open, with nothing in it.
    AFTER_BEGIN,
    /// Events and metrics are in the transaction, and the checkpoint's chunks before this one.
    BEFORE_CHUNK,
    /// This chunk is in the transaction too; the checkpoint is torn.
    AFTER_CHUNK,
    /// All chunks are in the transaction.
    BEFORE_MANIFEST,
    /// The checkpoint is whole, in a transaction that is open.
    AFTER_MANIFEST,
    /// The checkpoint is whole, the reader's position is that of the one before.
    BEFORE_POSITION,
    /// The position is in the transaction; the events about the checkpoint are not.
    AFTER_POSITION,
    /// All is in the transaction, and nobody can see it.
    BEFORE_COMMIT,
    /// All can be seen; whoever published it does not know yet.
    AFTER_COMMIT,
    /// A run is said to be accepted; trainers and evaluators do not have it.
    BEFORE_HAND_ON,
    /// They have it.
    AFTER_HAND_ON,
    /// A checkpoint is loaded; no mini-batch is asked for.
    BEFORE_SEEK,
    /// A mini-batch is in the loader's transaction, the next one is not.
    BETWEEN_BATCHES,
    /// A part of a mini-batch is in the loader's transaction, the next part is not.
    BETWEEN_PARTS;

    /// The system property.
    public static final String HALT_AT = "millrace.halt-at";

    /// What a shell calls the end by SIGKILL.
    private static final int EXIT_CODE = 128 + 9;

    private static final @Nullable CrashPoint ARMED = armed();
    private static final AtomicInteger LEFT = new AtomicInteger(count());

    /// The service has come to this point.
    public void reached() {
        if (this == ARMED && LEFT.decrementAndGet() == 0) {
            System.err.println("halted at " + this);
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private static String[] parts() {
        return System.getProperty(HALT_AT, "").split(":", 2);
    }

    private static @Nullable CrashPoint armed() {
        String name = parts()[0];
        if (name.isEmpty()) {
            return null;
        }
        return Arrays.stream(values())
                .filter(moment -> moment.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(HALT_AT + " names no moment. Received: " + name
                        + ". Expected one of " + Arrays.toString(values())));
    }

    private static int count() {
        return parts().length < 2 ? 1 : Integer.parseInt(parts()[1]);
    }
}
