package dev.millrace.trainer.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.InterruptException;

/// Polls a consumer in a thread of its own, always one fetch ahead of the one in use: receiving, checking and
/// copying records is part of `poll`, and need not be done between two steps. From [#start] to [#close] the
/// consumer is this thread's. For one thread.
final class ReadAhead implements AutoCloseable {
    /// A poll returns as soon as there is anything; until then nobody is hurried.
    private static final Duration POLL = Duration.ofSeconds(10);

    private final Consumer<String, ByteBuffer> consumer;
    private final ExecutorService thread;
    private CompletableFuture<ConsumerRecords<String, ByteBuffer>> fetch =
            CompletableFuture.completedFuture(ConsumerRecords.empty());

    ReadAhead(Consumer<String, ByteBuffer> consumer) {
        this.consumer = consumer;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("reading ahead").factory());
    }

    /// Begins to read, from where the consumer stands.
    void start() {
        fetch = CompletableFuture.supplyAsync(() -> consumer.poll(POLL), thread);
    }

    /// The records of the next fetch, none if it does not come within the timeout.
    ///
    /// @throws RuntimeException what the consumer threw, at every call from then on
    Iterator<ConsumerRecord<String, ByteBuffer>> next(Duration timeout) {
        try {
            ConsumerRecords<String, ByteBuffer> records = fetch.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            start();
            return records.iterator();
        } catch (TimeoutException e) {
            return Collections.emptyIterator();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /// Closes the consumer, too.
    @Override
    public void close() {
        consumer.wakeup();
        thread.close();
        consumer.close();
    }
}
