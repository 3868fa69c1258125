package dev.millrace.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.messaging.Partitions;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import dev.millrace.wire.predictions.PredictionRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// What anybody might send to anybody's topics, a function of the seed: random bytes, golden files with something
/// changed, and requests with values at their ends.
///
/// What concerns a good run is malformed: whoever forges messages of a run well can end that run, and no other.
final class GeneratedMessages {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path GOLDEN = Path.of("..", "..", "shared", "wire", "src", "test", "resources", "golden");

    private final SplittableRandom random;
    private final ObjectNode request;
    private final List<Golden> golden;
    private int count;

    /// A message.
    ///
    /// @param key null where there is none
    record Message(TopicPartition to, @Nullable String key, ByteBuffer value, List<Header> headers) {
        Message(TopicPartition to, @Nullable String key, ByteBuffer value) {
            this(to, key, value, List.of());
        }

        Message with(Header header) {
            return new Message(to, key, value, List.of(header));
        }
    }

    private record Golden(Topic topic, String text) {}

    /// @param request that could be done: what is asked for is made of it
    GeneratedMessages(long seed, RunRequested request) throws IOException {
        this.random = new SplittableRandom(seed);
        this.request = (ObjectNode) MAPPER.readTree(Json.encode(request));
        this.golden = golden();
    }

    private static List<Golden> golden() throws IOException {
        List<Golden> all = new ArrayList<>();
        try (var files = Files.list(GOLDEN)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".json")) {
                    all.add(new Golden(topic(name), Files.readString(file)));
                }
            }
        }
        return all;
    }

    private static Topic topic(String file) {
        return switch (file.substring(0, file.indexOf('-'))) {
            case "run" -> Topics.RUNS;
            case "command" -> Topics.COMMANDS;
            case "event" -> Topics.EVENTS;
            case "metric" -> Topics.METRICS;
            case "checkpoint" -> Topics.CHECKPOINTS;
            case "report" -> Topics.REPORTS;
            case "prediction" -> Topics.PREDICTIONS;
            case "service" -> Topics.SERVICES;
            case "annotation" -> Topics.ANNOTATIONS;
            default -> throw new IllegalArgumentException("Whose message is " + file + "?");
        };
    }

    /// Those that are known to have stopped a service once, each in a request of its own.
    List<Message> known() {
        return List.of(
                asked("requested_at", "\"+1000000000-12-31T23:59:59.999999999Z\""),
                asked("requested_at", "\"-1000000000-01-01T00:00:00Z\""),
                asked("requested_at", "\"9999-12-31T23:59:59Z\""),
                asked("dataset/data", "\"a\\u0000b\""),
                asked("model/config/layers/0/config/batch_shape", "[null, 46341, 46341]"),
                asked("model/config/layers/1/config/name", "\"a/../../b\""));
    }

    /// The next message.
    ///
    /// @param goodRun that is trained or waits meanwhile
    Message next(String goodRun) {
        Message message = anyMessage(goodRun);
        // What has another kind of service's name on it is for nobody here: that is known of no request but garbage.
        boolean garbage = message.key() == null || !message.key().startsWith("hostile-");
        return switch (random.nextInt(8)) {
            case 0 -> message.with(new RecordHeader("traceparent", null));
            case 1 -> garbage ? message.with(new RecordHeader("for-service", null)) : message;
            case 2 -> garbage ? message.with(new RecordHeader("for-service", new byte[] {-1, 0})) : message;
            default -> message;
        };
    }

    private Message anyMessage(String goodRun) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> anything(goodRun);
            case 2, 3, 4 -> changed(goodRun);
            case 5 -> random.nextBoolean() ? amongMiniBatches(goodRun) : changedRequestForPredictions(goodRun);
            case 6 -> handedOnByNobody();
            default -> {
                Extremes.Value extreme = Extremes.any(random);
                yield asked(extreme.path(), extreme.json());
            }
        };
    }

    private String id() {
        return "hostile-" + count++;
    }

    /// A request like the good one but for one value.
    private Message asked(String path, String json) {
        String id = id();
        ObjectNode changed = request.deepCopy().put("run_id", id);
        return new Message(Partitions.of(Topics.RUNS, id), id, text(with(changed, path, json)));
    }

    /// `tree` with the text `json`, which need not be JSON, in place of the value at `path`.
    private static String with(ObjectNode tree, String path, String json) {
        int last = path.lastIndexOf('/');
        String mark = "\u0001here\u0001";
        ObjectNode parent = last < 0 ? tree : (ObjectNode) tree.at("/" + path.substring(0, last));
        parent.put(path.substring(last + 1), mark);
        try {
            return MAPPER.writeValueAsString(tree).replace(MAPPER.writeValueAsString(mark), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What nobody has accepted, on the topic of what was.
    private Message handedOnByNobody() {
        String id = id();
        ObjectNode changed = request.deepCopy().put("run_id", id);
        return new Message(Partitions.of(Topics.ACCEPTED_RUNS, id), id, text(changed.toString()));
    }

    private Message anything(String goodRun) {
        Topic topic = Topics.SHARED.get(random.nextInt(Topics.SHARED.size()));
        byte[] bytes = new byte[random.nextInt(5) == 0 ? random.nextInt(900_000) : random.nextInt(300)];
        random.nextBytes(bytes);
        String key = switch (random.nextInt(4)) {
            // Brokers refuse records without a key on a compacted topic.
            case 0 -> "compact".equals(topic.settings().get("cleanup.policy")) ? "k" : null;
            case 1 -> goodRun + "/step-000000001/manifest";
            case 2 -> "x".repeat(random.nextInt(10_000)) + "\u001b[31m";
            default -> goodRun;
        };
        return new Message(Partitions.of(topic, goodRun), key, ByteBuffer.wrap(bytes));
    }

    private Message amongMiniBatches(String goodRun) {
        byte[] bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
        return new Message(
                new TopicPartition(Topics.batches(goodRun).name(), random.nextInt(2)), goodRun, ByteBuffer.wrap(bytes));
    }

    /// Rows for a run that there is or is not, some bytes of the request changed.
    private Message changedRequestForPredictions(String goodRun) {
        String run = random.nextBoolean() ? goodRun : id();
        var rows = new Safetensors.Tensor(
                random.nextBoolean() ? Safetensors.DType.U8 : Safetensors.DType.I32,
                List.of(1, 0),
                ByteBuffer.allocate(0));
        byte[] bytes = new PredictionRequest(id(), run, Optional.empty(), rows, 1, Instant.EPOCH).encode();
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return new Message(Partitions.of(Topics.PREDICTION_REQUESTS, run), run, ByteBuffer.wrap(bytes));
    }

    /// A golden file with a few characters changed, left out or doubled; of a run that nobody has asked for.
    private Message changed(String goodRun) {
        Golden one = golden.get(random.nextInt(golden.size()));
        String id = one.topic().equals(Topics.RUNS) ? id() : "digits-20261124-141500-3fa1";
        var text = new StringBuilder(one.text().replace("digits-20261124-141500-3fa1", id));
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(1, 20));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(1, 0x250));
                case 1 -> text.delete(at, end);
                case 2 -> text.insert(at, text.substring(at, end));
                default -> text.insert(at, "999999999999");
            }
        }
        // It is said of the good run, too, as far as a key can say so.
        String key = one.topic().equals(Topics.CHECKPOINTS)
                ? goodRun + "/step-000000001/manifest"
                : one.topic().equals(Topics.RUNS) ? id : "digits-20261124-141500-3fa1";
        return new Message(Partitions.of(one.topic(), goodRun), key, text(text.toString()));
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
