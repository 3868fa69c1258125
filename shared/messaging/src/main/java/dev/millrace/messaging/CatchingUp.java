package dev.millrace.messaging;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Reading to where a topic ended when it was asked.
final class CatchingUp {
    /// A transaction whose writer is gone is ended by the brokers after half a minute: after its timeout of 20 s, for
    /// which they look every 10 s.
    private static final Duration TRANSACTIONS_END_WITHIN = Duration.ofSeconds(60);

    private CatchingUp() {}

    /// Calls `poll` until `consumer` has read everything that is written now, what transactions have not published yet
    /// included: waits until they have ended.
    ///
    /// A reader of published records does not see past the first record of an open transaction, whoever's it is; what
    /// was published behind it is there, and not seen. Whoever goes on from what it has read must not miss that.
    ///
    /// @throws KafkaException if a transaction stays open for longer than brokers let it
    static void pastOpenTransactions(Consumer<String, ByteBuffer> consumer, TopicAdmin topics, Runnable poll) {
        Map<TopicPartition, Long> ends = topics.ends(consumer.assignment());
        long begun = System.nanoTime();
        while (behind(consumer, ends)) {
            poll.run();
            if (System.nanoTime() - begun > TRANSACTIONS_END_WITHIN.toNanos() && behind(consumer, ends)) {
                throw new KafkaException("A transaction has kept " + ends.keySet() + " from being read to the end for "
                        + TRANSACTIONS_END_WITHIN.toSeconds() + " s");
            }
        }
    }

    private static boolean behind(Consumer<String, ByteBuffer> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }
}
