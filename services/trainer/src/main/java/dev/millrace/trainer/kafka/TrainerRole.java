package dev.millrace.trainer.kafka;

import dev.millrace.engine.kernel.DeviceLostException;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.RunTask;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.UnusableException;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.wire.Origin;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import dev.millrace.wire.reports.DeviceStatus;
import java.time.Duration;
import java.util.List;

/// What makes a service a trainer: one run at a time.
///
/// @param checkpointInterval how much training a crash may cost; a checkpoint is made at each epoch's end besides
/// @param acceptedWithin how long a run may wait until a data-loader accepts it: zero where runs come from the queue of
/// accepted runs, more where all services of a process are given the run at once
/// @param scoredWithin how long the trainer of a run whose callbacks watch the validation waits for its scores
/// @param kernels what it computes with
public record TrainerRole(
        Duration checkpointInterval, Duration acceptedWithin, Duration scoredWithin, KernelChoice kernels)
        implements RunService.Role {
    /// How much training a crash may cost, unless told otherwise.
    public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

    /// How long an evaluator may take, unless told otherwise.
    public static final Duration DEFAULT_SCORED_WITHIN = Duration.ofMinutes(10);

    /// The service's name.
    public static final String NAME = "trainer";

    static final String VERSION = "0.1.0";

    /// A trainer that takes what was accepted.
    public TrainerRole(Duration checkpointInterval) {
        this(checkpointInterval, Duration.ZERO, DEFAULT_SCORED_WITHIN, KernelChoice.FASTEST);
    }

    /// A trainer that is given a run when the data-loader is.
    public static TrainerRole besideALoader(KernelChoice kernels) {
        return new TrainerRole(DEFAULT_CHECKPOINT_INTERVAL, Duration.ofMinutes(1), DEFAULT_SCORED_WITHIN, kernels);
    }

    public TrainerRole {
        if (!checkpointInterval.isPositive()) {
            throw new IllegalArgumentException(
                    "checkpoint-interval is a positive duration. Received: " + checkpointInterval);
        }
        if (!scoredWithin.isPositive()) {
            throw new IllegalArgumentException("scored-within is a positive duration. Received: " + scoredWithin);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Topic queue() {
        return Topics.ACCEPTED_RUNS;
    }

    @Override
    public int capacity() {
        return 1;
    }

    @Override
    public List<DeviceStatus> devices() {
        return kernels.toBegin().device().stream()
                .map(use -> new DeviceStatus(
                        use.name(),
                        use.bytes(),
                        use.usedBytes(),
                        use.utilisation().isPresent() ? use.utilisation().getAsDouble() : null))
                .toList();
    }

    @Override
    public RunTask task(Connection connection, TopicAdmin topics, Publisher publisher, Origin origin) {
        return (run, shutdownRequested, progressMade) -> {
            try (var training = new RunTraining(this, run, connection, topics, publisher, origin)) {
                return training.toTheEnd(shutdownRequested, progressMade);
            } catch (DeviceLostException e) {
                // Another trainer may take the run, where there can be one.
                throw acceptedWithin.isZero() ? new UnusableException(e) : e;
            }
        };
    }
}
