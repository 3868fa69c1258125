package dev.millrace.standalone.crash;

import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicReader;
import dev.millrace.wire.BatchAssembler;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.CheckpointAssembler.Checkpoint;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Command;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Digest;
import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Reads all that is said about one run, as anybody could, and while it is being said: mini-batches are deleted
/// once they are trained. For one thread.
final class Recorder implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Connection connection;
    private final RunRequested run;
    private final long steps;
    private final Queue<String> malformed = new ConcurrentLinkedQueue<>();
    private final Reader<Event> eventReader;
    private final Reader<Command> commandReader;
    private final Reader<Metric> metricReader;
    private final Reader<Checkpoint> checkpointReader;
    private Optional<Reader<Testimony.Batch>> batchReader = Optional.empty();

    private final List<Event> events = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<Metric> metrics = new ArrayList<>();
    private final List<CheckpointManifest> manifests = new ArrayList<>();
    private final List<Testimony.Batch> batches = new ArrayList<>();
    private Optional<Checkpoint> newest = Optional.empty();

    Recorder(Connection connection, RunRequested run) {
        this.connection = connection;
        this.run = run;
        this.steps = Workload.steps(run);
        this.eventReader = tail(Topics.EVENTS, Event.class);
        this.commandReader = tail(Topics.COMMANDS, Command.class);
        this.metricReader = tail(Topics.METRICS, Metric.class);
        this.checkpointReader = new Reader<>("checkpoints", new Checkpoints(connection, run, this::malformed));
    }

    private <T> Reader<T> tail(Topic topic, Class<T> type) {
        var tail = TopicReader.ofRun(connection, topic, run.runId(), type, run.requestedAt(), this::malformed);
        return new Reader<>(topic.name(), new Reader.Source<>() {
            @Override
            public void poll(Consumer<T> to) {
                tail.poll(POLL).forEach(to);
            }

            @Override
            public void close() {
                tail.close();
            }
        });
    }

    private void malformed(ConsumerRecord<String, ByteBuffer> record, String reason) {
        malformed.add(record.topic() + " " + record.offset() + ": " + reason);
    }

    /// What has come since the last call.
    List<Event> poll() {
        List<Event> news = all(eventReader).toList();
        if (batchReader.isEmpty() && news.stream().anyMatch(Event.Accepted.class::isInstance)) {
            batchReader = Optional.of(new Reader<>("batches", new Batches(connection, run)));
        }
        events.addAll(news);
        all(commandReader).forEach(commands::add);
        all(metricReader).forEach(metrics::add);
        batchReader.ifPresent(reader -> all(reader).forEach(batches::add));
        all(checkpointReader).forEach(checkpoint -> {
            manifests.add(checkpoint.manifest());
            newest = Optional.of(checkpoint);
        });
        return news;
    }

    private static <T> Stream<T> all(Reader<T> reader) {
        Supplier<Optional<T>> next = reader::next;
        return Stream.generate(next).takeWhile(Optional::isPresent).map(Optional::orElseThrow);
    }

    /// Whether the run is over and everything about its end was read.
    boolean complete() {
        return lost()
                || (events.stream().anyMatch(e -> e instanceof Event.Completed end && scored(end.checkpoint()))
                        && read(Split.TRAINING)
                        && read(Split.TEST)
                        && manifests.stream().anyMatch(m -> m.cause() == CheckpointManifest.Cause.COMPLETED));
    }

    /// Whether the run came to a bad end.
    private boolean lost() {
        return there(Event.Failed.class) || there(Event.Rejected.class) || there(Event.Stopped.class);
    }

    /// Whether the scores of that very checkpoint were read: another may be of the same step.
    private boolean scored(String checkpoint) {
        return events.stream()
                .anyMatch(
                        e -> e instanceof Event.Evaluated it && it.checkpoint().equals(checkpoint));
    }

    private boolean there(Class<? extends Event> type) {
        return events.stream().anyMatch(type::isInstance);
    }

    private boolean read(Split split) {
        return metrics.stream().anyMatch(m -> m.split() == split && m.step() == steps);
    }

    /// All that was read.
    Testimony testimony() {
        var tensors = new TreeMap<String, String>();
        newest.ifPresent(checkpoint -> checkpoint
                .contents()
                .tensors()
                .forEach((name, tensor) -> tensors.put(name, Digest.sha256Hex(tensor.data()))));
        return new Testimony(run, commands, events, metrics, manifests, tensors, batches, List.copyOf(malformed));
    }

    @Override
    public void close() {
        eventReader.close();
        commandReader.close();
        metricReader.close();
        checkpointReader.close();
        batchReader.ifPresent(Reader::close);
    }

    /// The run's checkpoints.
    private record Checkpoints(CheckpointFeed feed) implements Reader.Source<Checkpoint> {
        Checkpoints(
                Connection connection,
                RunRequested run,
                BiConsumer<ConsumerRecord<String, ByteBuffer>, String> malformed) {
            this(new CheckpointFeed(connection, run.runId(), run.requestedAt(), malformed));
        }

        @Override
        public void poll(Consumer<Checkpoint> to) {
            feed.poll(POLL).forEach(to);
        }

        @Override
        public void close() {
            feed.close();
        }
    }

    /// The run's training mini-batches.
    private static final class Batches implements Reader.Source<Testimony.Batch> {
        private final org.apache.kafka.clients.consumer.Consumer<String, ByteBuffer> consumer;
        private final BatchAssembler assembler;

        Batches(Connection connection, RunRequested run) {
            this.assembler = new BatchAssembler(run.fit().batchSize());
            this.consumer = connection.consumer("");
            var training =
                    List.of(new TopicPartition(Topics.batches(run.runId()).name(), Topics.TRAINING_PARTITION));
            consumer.assign(training);
            consumer.seekToBeginning(training);
        }

        @Override
        public void poll(Consumer<Testimony.Batch> to) {
            for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(POLL)) {
                if (BatchMessage.decode(record.value()) instanceof Decoded.Ok<BatchMessage> ok) {
                    assembler
                            .add(ok.value())
                            .ifPresent(batch -> to.accept(new Testimony.Batch(batch.key(), digest(batch))));
                }
            }
        }

        private static String digest(BatchMessage batch) {
            return Stream.of(Optional.of(batch.inputs()), Optional.of(batch.targets()), batch.weights())
                    .flatMap(Optional::stream)
                    .map(tensor -> Digest.sha256Hex(tensor.data()))
                    .collect(Collectors.joining(" "));
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
