package dev.millrace.messaging;

import dev.millrace.wire.RunRequested;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A member of the share group, as long as brokers answer. Kafka's share consumer keeps two cores busy while none
/// does: so it is closed then, and made anew when one answers.
///
/// It waits for a run in *one* poll, however long that takes. Each poll asks for a record; the answer to one may
/// come when the next has already asked for another, which then lies fetched, locked and out of reach while this
/// taker is busy with the first.
///
/// But a poll that meets the end of a transaction, where somebody writes requests in transactions, hears of nothing
/// more. So a few short polls come first, which pass by such ends, and the long one is broken off when the topic has
/// grown meanwhile.
final class SharedTaker implements RunQueue.Taker {
    private static final Logger LOG = LoggerFactory.getLogger(SharedTaker.class);
    private static final Duration POLL = Duration.ofDays(1);
    private static final Duration SHORT_POLL = Duration.ofMillis(300);
    private static final int SHORT_POLLS = 3;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    /// With the time between two renewals still less than the lock.
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final SharedRuns runs;
    private final Supplier<ShareConsumer<String, ByteBuffer>> members;
    private final TopicAdmin topics;
    private final ScheduledExecutorService watch;
    private final Runnable listening;
    private final CountDownLatch leaving = new CountDownLatch(1);
    private Optional<ShareConsumer<String, ByteBuffer>> member = Optional.empty();
    private Duration pause = SHORTEST_PAUSE;
    private boolean polling;
    private boolean woken;
    private boolean nudged;
    private volatile long end;

    SharedTaker(
            SharedRuns runs,
            Supplier<ShareConsumer<String, ByteBuffer>> members,
            TopicAdmin topics,
            ScheduledExecutorService watch,
            Runnable listening) {
        this.runs = runs;
        this.members = members;
        this.topics = topics;
        this.watch = watch;
        this.listening = listening;
    }

    @Override
    public Optional<RunQueue.Claim> take() {
        if (member.isEmpty() && !topics.answers()) {
            rest();
            return Optional.empty();
        }
        try {
            ShareConsumer<String, ByteBuffer> joined = member.orElseGet(members);
            member = Optional.of(joined);
            for (ConsumerRecord<String, ByteBuffer> record : await(joined)) {
                return claim(joined, record);
            }
        } catch (WakeupException e) {
            leave();
        } catch (KafkaException e) {
            LOG.warn("left the queue: {}", e.getMessage());
            leave();
            rest();
        } catch (RuntimeException e) {
            // What was polled must not stay with a member that asks for more.
            leave();
            throw e;
        }
        return Optional.empty();
    }

    /// The next record; none if this taker was woken while it waited.
    private ConsumerRecords<String, ByteBuffer> await(ShareConsumer<String, ByteBuffer> joined) {
        end = runs.end();
        for (int i = 0; i < SHORT_POLLS; i++) {
            ConsumerRecords<String, ByteBuffer> records = poll(joined, SHORT_POLL);
            if (!records.isEmpty()) {
                return records;
            }
        }
        return poll(joined, POLL);
    }

    private ConsumerRecords<String, ByteBuffer> poll(ShareConsumer<String, ByteBuffer> joined, Duration timeout) {
        synchronized (this) {
            if (leaving.getCount() == 0) {
                return ConsumerRecords.empty();
            }
            polling = true;
            nudged = false;
        }
        var looking = watch.scheduleWithFixedDelay(
                this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        boolean late;
        ConsumerRecords<String, ByteBuffer> records;
        try {
            records = joined.poll(timeout);
        } catch (WakeupException e) {
            if (!nudgedAway()) {
                throw e;
            }
            records = ConsumerRecords.empty();
        } finally {
            looking.cancel(false);
            late = stopPolling();
        }
        if (late) {
            // It would strike the next call.
            throw new WakeupException();
        }
        pause = SHORTEST_PAUSE;
        listening.run();
        return records;
    }

    /// Whether this taker was woken, perhaps too late for the poll.
    private synchronized boolean stopPolling() {
        polling = false;
        boolean was = woken;
        woken = false;
        return was;
    }

    /// Whether the poll was broken off for another to begin.
    private synchronized boolean nudgedAway() {
        boolean was = nudged;
        woken = woken && !was;
        return was;
    }

    private void look() {
        if (!topics.answers()) {
            wakePolling();
            return;
        }
        listening.run();
        try {
            if (runs.end() != end) {
                nudge();
            }
        } catch (KafkaException e) {
            LOG.debug("where the queue ends is asked again in a moment: {}", e.getMessage());
        }
    }

    private synchronized void nudge() {
        nudged = true;
        wakePolling();
    }

    private synchronized void wakePolling() {
        if (polling) {
            woken = true;
            member.ifPresent(ShareConsumer::wakeup);
        }
    }

    @Override
    public synchronized void wake() {
        leaving.countDown();
        wakePolling();
    }

    /// Waits a while, longer every time.
    private void rest() {
        try {
            if (leaving.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private Optional<RunQueue.Claim> claim(
            ShareConsumer<String, ByteBuffer> joined, ConsumerRecord<String, ByteBuffer> record) {
        Optional<RunRequested> run = runs.request(record);
        if (run.isEmpty()) {
            answer(joined, record, AcknowledgeType.ACCEPT);
            return Optional.empty();
        }
        var claim = new SharedClaim(joined, run.get(), record);
        // A record that was fetched a while ago may be somebody else's by now.
        if (!claim.renew()) {
            return Optional.empty();
        }
        if (runs.movedOn(run.get(), record)) {
            claim.done();
            return Optional.empty();
        }
        return Optional.of(claim);
    }

    /// Whether the broker agrees that the record is this taker's. It also does once another has done with it and
    /// the group has moved past it. That is harmless: who goes on with a run that is over reads so in its events,
    /// and is shut out by whoever took the run over before it can publish anything.
    private static boolean answer(
            ShareConsumer<String, ByteBuffer> joined, ConsumerRecord<String, ByteBuffer> record, AcknowledgeType type) {
        joined.acknowledge(record, type);
        return joined.commitSync(ANSWER_WITHIN).values().stream().allMatch(Optional::isEmpty);
    }

    private void leave() {
        member.ifPresent(joined -> {
            try {
                joined.close(CLOSE_WITHIN);
            } catch (KafkaException e) {
                LOG.warn("left the queue without a word: {}", e.getMessage());
            }
        });
        member = Optional.empty();
    }

    @Override
    public void close() {
        leave();
    }

    private final class SharedClaim implements RunQueue.Claim {
        private final ShareConsumer<String, ByteBuffer> joined;
        private final RunRequested run;
        private ConsumerRecord<String, ByteBuffer> record;
        private boolean held = true;

        SharedClaim(
                ShareConsumer<String, ByteBuffer> joined, RunRequested run, ConsumerRecord<String, ByteBuffer> record) {
            this.joined = joined;
            this.run = run;
            this.record = record;
        }

        @Override
        public RunRequested run() {
            return run;
        }

        @Override
        public boolean again() {
            return SharedRuns.again(record);
        }

        /// A renewed record has to be polled again before it can be answered. Whoever lost it leaves the group, and
        /// gives back whatever else came with it.
        @Override
        public boolean renew() {
            held = held && answered(AcknowledgeType.RENEW);
            if (!held) {
                leave();
            }
            return held;
        }

        private boolean polledAgain() {
            for (ConsumerRecord<String, ByteBuffer> again : joined.poll(Duration.ZERO)) {
                if (again.offset() == record.offset()) {
                    record = again;
                    return true;
                }
            }
            return false;
        }

        @Override
        public void done() {
            end(AcknowledgeType.ACCEPT);
        }

        @Override
        public void giveBack() {
            end(AcknowledgeType.RELEASE);
        }

        /// In this order, so that the run is never without a request.
        @Override
        public void postpone() {
            if (renew()) {
                runs.requestAgain(run);
                done();
            }
        }

        private void end(AcknowledgeType type) {
            if (held && !answered(type)) {
                leave();
            }
            held = false;
        }

        private boolean answered(AcknowledgeType type) {
            try {
                return answer(joined, record, type) && (type != AcknowledgeType.RENEW || polledAgain());
            } catch (KafkaException | IllegalStateException e) {
                LOG.warn("run {}: {}", run.runId(), e.getMessage());
                return false;
            }
        }
    }
}
