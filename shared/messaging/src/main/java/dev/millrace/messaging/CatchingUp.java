package dev.millrace.messaging;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Reading to where a topic ended when it was asked. Kafka's consumer waits without a word for brokers that are away;
/// here no wait is without bound.
public final class CatchingUp {
    /// How long a reader that is behind may get nothing at all. A transaction whose writer is gone is ended by the
    /// brokers after half a minute: after its timeout of 20 s, for which they look every 10 s.
    private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(60);

    private CatchingUp() {}

    /// Calls `poll` until `consumer` has read what can be seen now of the partitions it is assigned.
    ///
    /// @throws KafkaException if there is more, and none of it comes for a minute
    public static void toEnd(Consumer<String, ByteBuffer> consumer, Runnable poll) {
        toEnd(consumer, poll, () -> false);
    }

    /// The same, but no further than until there is `enough`.
    static void toEnd(Consumer<String, ByteBuffer> consumer, Runnable poll, BooleanSupplier enough) {
        to(consumer, consumer.endOffsets(consumer.assignment()), poll, enough);
    }

    /// Calls `poll` until `consumer` stands at `ends`, or there is `enough`.
    ///
    /// @throws KafkaException if there is more, and none of it comes for a minute
    private static void to(
            Consumer<String, ByteBuffer> consumer,
            Map<TopicPartition, Long> ends,
            Runnable poll,
            BooleanSupplier enough) {
        long read = read(consumer, ends);
        long since = System.nanoTime();
        while (!enough.getAsBoolean() && behind(consumer, ends)) {
            poll.run();
            long now = read(consumer, ends);
            if (now != read) {
                read = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > PROGRESS_WITHIN.toNanos()) {
                throw new KafkaException(
                        "Nothing has come from " + ends.keySet() + " for " + PROGRESS_WITHIN.toSeconds()
                                + " s, and there is more. Do the brokers answer? Is a transaction left open?");
            }
        }
    }

    private static long read(Consumer<String, ByteBuffer> consumer, Map<TopicPartition, Long> ends) {
        return ends.keySet().stream().mapToLong(consumer::position).sum();
    }

    /// Calls `poll` until `consumer` has read everything that is written now, what transactions have not published yet
    /// included: waits until they have ended.
    ///
    /// A reader of published records does not see past the first record of an open transaction, whoever's it is; what
    /// was published behind it is there, and not seen. Whoever goes on from what it has read must not miss that.
    ///
    /// @throws KafkaException if a transaction stays open for longer than brokers let it, or nothing comes for a minute
    static void pastOpenTransactions(Consumer<String, ByteBuffer> consumer, TopicAdmin topics, Runnable poll) {
        to(consumer, topics.ends(consumer.assignment()), poll, () -> false);
    }

    private static boolean behind(Consumer<String, ByteBuffer> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }
}
