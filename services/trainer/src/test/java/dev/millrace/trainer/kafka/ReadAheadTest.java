package dev.millrace.trainer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ReadAheadTest {
    private static final TopicPartition PARTITION = new TopicPartition("batches", 0);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final MockConsumer<String, ByteBuffer> consumer = new MockConsumer<>("earliest");
    private final ReadAhead ahead = new ReadAhead(consumer);

    @BeforeEach
    void assign() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @AfterEach
    void close() {
        ahead.close();
    }

    @Test
    void shouldGiveEveryRecordOnceInOrder() {
        consumer.schedulePollTask(() -> add(0, 1));
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> add(2));

        ahead.start();

        assertThat(offsets(3)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void shouldFetchTheNextWhileOneIsInUse() throws InterruptedException {
        var secondPoll = new CountDownLatch(1);
        consumer.schedulePollTask(() -> add(0));
        consumer.schedulePollTask(secondPoll::countDown);
        ahead.start();

        Iterator<ConsumerRecord<String, ByteBuffer>> inUse = ahead.next(LONG);

        assertThat(secondPoll.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(inUse.next().offset()).isZero();
    }

    @Test
    void shouldComeBackWithNothingWhenNothingComesInTime() {
        var comes = new CountDownLatch(1);
        consumer.schedulePollTask(() -> {
            try {
                comes.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            add(0);
        });
        ahead.start();

        assertThat(ahead.next(Duration.ofMillis(1))).isExhausted();

        comes.countDown();
        assertThat(offsets(1)).containsExactly(0L);
    }

    @Test
    void shouldThrowWhatTheConsumerThrewFromThenOn() {
        var lost = new OffsetOutOfRangeException(Map.of(PARTITION, 7L));
        consumer.schedulePollTask(() -> {
            throw lost;
        });
        ahead.start();

        assertThatThrownBy(() -> ahead.next(LONG)).isSameAs(lost);
        assertThatThrownBy(() -> ahead.next(LONG)).isSameAs(lost);
    }

    @Test
    void shouldCloseTheConsumer() {
        ahead.start();

        ahead.close();

        assertThat(consumer.closed()).isTrue();
    }

    private void add(long... offsets) {
        for (long offset : offsets) {
            consumer.addRecord(new ConsumerRecord<>("batches", 0, offset, "step", ByteBuffer.allocate(0)));
        }
    }

    private List<Long> offsets(int count) {
        var offsets = new ArrayList<Long>();
        while (offsets.size() < count) {
            ahead.next(LONG).forEachRemaining(record -> offsets.add(record.offset()));
        }
        return offsets;
    }
}
