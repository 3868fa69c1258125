package dev.millrace.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    /// Adds one to each of a few counters, and can be made to wait or fail in one of them.
    private static final class Counting implements Phase {
        private final AtomicIntegerArray counters;
        private final Runnable first;

        private Counting(int blocks, Runnable first) {
            this.counters = new AtomicIntegerArray(blocks);
            this.first = first;
        }

        @Override
        public int blocks() {
            return counters.length();
        }

        @Override
        public long nanos() {
            return 1_000_000;
        }

        @Override
        public void run(int block, int lane) {
            if (block == 0) {
                first.run();
            }
            counters.incrementAndGet(block);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void shouldDoEveryBlockOnceAndPhasesInOrder(int threads) {
        try (var workers = new Workers(threads)) {
            List<Counting> phases = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                phases.add(new Counting(1 + i % 40, () -> {
                    // the one before is done, this one has only begun
                    if (number > 0) {
                        Counting before = phases.get(number - 1);
                        int rounds = before.counters.get(0);
                        for (int block = 0; block < before.blocks(); block++) {
                            assertThat(before.counters.get(block)).isEqualTo(rounds);
                        }
                        assertThat(phases.get(number).counters.get(0)).isEqualTo(rounds - 1);
                    }
                }));
            }
            Phase[] all = phases.toArray(Phase[]::new);
            for (int round = 1; round <= 50; round++) {
                workers.run(all);
                for (Counting phase : phases) {
                    for (int block = 0; block < phase.blocks(); block++) {
                        assertThat(phase.counters.get(block)).isEqualTo(round);
                    }
                }
            }
        }
    }

    @Test
    void shouldLetASecondCallerWorkAlone() throws InterruptedException {
        try (var workers = new Workers(2)) {
            var begun = new CountDownLatch(1);
            var done = new CountDownLatch(1);
            var slow = new Counting(4, () -> {
                begun.countDown();
                waitFor(done);
            });
            var caller = new Thread(() -> workers.run(new Phase[] {slow}));
            caller.start();
            waitFor(begun);
            var other = new Counting(4, () -> {});
            workers.run(new Phase[] {other});
            assertThat(other.counters).hasToString("[1, 1, 1, 1]");
            done.countDown();
            caller.join();
            assertThat(slow.counters).hasToString("[1, 1, 1, 1]");
        }
    }

    @Test
    void shouldReportAFailureAndGoOn() {
        try (var workers = new Workers(2)) {
            var failing = new Counting(4, () -> {
                throw new IllegalStateException("out of order");
            });
            assertThatThrownBy(() -> workers.run(new Phase[] {failing})).hasStackTraceContaining("out of order");
            var next = new Counting(4, () -> {});
            workers.run(new Phase[] {next});
            assertThat(next.counters).hasToString("[1, 1, 1, 1]");
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
