package dev.millrace.service;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.Notification;
import javax.management.NotificationEmitter;

/// Keeps a process that trains for days as small as it was after a minute. The buffers of messages and checkpoints
/// that outlive a collection of the young generation fill the old one, and the JVM's serial collector lets that grow
/// to the limit of the heap, a quarter of the machine, before it looks for what is dead there. Here it looks as soon
/// as the old generation is half as large again as what was alive in it the last time, and the first time when it is
/// twice as large as it was.
public final class OldGeneration {
    /// The serial collector's name for it; others collect it by themselves.
    private static final String POOL = "Tenured Gen";

    /// Less growth than this is not worth the pause of looking, some tens of milliseconds.
    private static final long LEAST_GROWTH_BYTES = 16L << 20;

    private static final AtomicBoolean WATCHED = new AtomicBoolean();

    private final MemoryPoolMXBean pool;

    private OldGeneration(MemoryPoolMXBean pool) {
        this.pool = pool;
    }

    /// From now on in this JVM, where its collector is the serial one. What is there by now is taken for alive.
    public static void keepSmall() {
        if (!WATCHED.compareAndSet(false, true)) {
            return;
        }
        Optional<MemoryPoolMXBean> pool = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(each -> each.getName().equals(POOL) && each.isUsageThresholdSupported())
                .findFirst();
        pool.map(OldGeneration::new).ifPresent(OldGeneration::watch);
    }

    private void watch() {
        if (ManagementFactory.getMemoryMXBean() instanceof NotificationEmitter emitter) {
            emitter.addNotificationListener((notification, mine) -> collect(), this::isMine, null);
            // A process that has just started is still growing, and next to nothing of it is dead.
            long alive = used();
            expect(alive, alive);
        }
    }

    private boolean isMine(Notification notification) {
        return notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED);
    }

    private void collect() {
        do {
            System.gc();
            // Not what is there by now: others go on filling it.
            long alive = pool.getCollectionUsage().getUsed();
            expect(alive, alive / 2);
            // The JVM tells of a rise above the threshold, not of one that was there before the threshold was set.
            // What it says to `isUsageThresholdExceeded` is true as long as it is telling, which is now.
        } while (used() >= pool.getUsageThreshold());
    }

    private long used() {
        return pool.getUsage().getUsed();
    }

    /// The next time is when what is `alive` has grown by so much; near the limit of the heap the JVM sees to it.
    private void expect(long alive, long growth) {
        long limit = pool.getUsage().getMax();
        long threshold = alive + Math.max(growth, LEAST_GROWTH_BYTES);
        pool.setUsageThreshold(limit < 0 ? threshold : Math.min(threshold, limit));
    }
}
