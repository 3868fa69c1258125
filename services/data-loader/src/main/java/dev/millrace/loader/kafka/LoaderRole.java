package dev.millrace.loader.kafka;

import dev.millrace.loader.LoadPlan;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.RunTask;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.wire.Origin;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;

/// What makes a service a data-loader.
///
/// @param capacity runs loaded at once; a run that waits for a trainer costs little
/// @param windowBytes how far mini-batches may run ahead of the trainer
/// @param recordBytes how large records are; a mini-batch that is larger is in several
/// @param datasets where datasets come from
public record LoaderRole(int capacity, long windowBytes, int recordBytes, LoadPlan.DatasetSource datasets)
        implements RunService.Role {
    /// How far mini-batches may run ahead of the trainer, in bytes, unless told otherwise.
    public static final long DEFAULT_WINDOW_BYTES = 64L << 20;

    /// Runs loaded at once, unless told otherwise.
    public static final int DEFAULT_CAPACITY = 64;

    /// Records as large as Millrace's topics take them.
    public LoaderRole(int capacity, long windowBytes, LoadPlan.DatasetSource datasets) {
        this(capacity, windowBytes, Topics.MAX_VALUE_BYTES, datasets);
    }

    public LoaderRole {
        if (recordBytes < 1 || recordBytes > Topics.MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("A record has from 1 to " + Topics.MAX_VALUE_BYTES + " bytes. Received: "
                    + recordBytes + " (millrace.data-loader.record)");
        }
    }

    /// The service's name.
    public static final String NAME = "data-loader";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Topic queue() {
        return Topics.RUNS;
    }

    @Override
    public RunTask task(Connection connection, TopicAdmin topics, Publisher publisher, Origin origin) {
        return (run, shutdownRequested, progressMade) -> {
            try (var loading = new RunLoading(this, run, connection, topics, publisher, origin)) {
                return loading.toTheEnd(shutdownRequested, progressMade);
            }
        };
    }
}
