package dev.millrace.standalone.command;

import dev.millrace.loader.BatchSequence;
import dev.millrace.loader.LoadPlan;
import dev.millrace.runs.client.RunListener;
import dev.millrace.trainer.CommandLog;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.trainer.RunDescription;
import dev.millrace.trainer.Training;
import dev.millrace.trainer.Verdicts;
import dev.millrace.wire.Command;
import dev.millrace.wire.Digest;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A run done once more, in this thread and without a broker, from what was asked and what was obeyed; every
/// checkpoint that was recorded is held against the state here after the same step. For one thread.
public final class Replay {
    private final RunRequested run;
    private final LoadPlan plan;
    private final KernelChoice kernels;
    private final CommandLog commandLog;
    private final Verdicts verdicts = new Verdicts();
    private final boolean completed;
    private final SortedMap<Long, Set<String>> recorded = new TreeMap<>();
    private long epochNanos = System.nanoTime();

    /// What came of it.
    ///
    /// @param step of the last checkpoint that was compared
    /// @param checkpoints that were the same
    /// @param difference the step after which the first one was that was not
    public record Result(long step, int checkpoints, Optional<Long> difference) {}

    /// @param told the run's events, in order
    /// @param plan with the dataset
    /// @param kernels what computed the run
    public Replay(RunRequested run, List<Event> told, LoadPlan plan, KernelChoice kernels) {
        this.run = plan.completed(run);
        this.plan = plan;
        this.kernels = kernels;
        this.commandLog = new CommandLog(told);
        told.forEach(verdicts::hear);
        this.completed = told.stream().anyMatch(Event.Completed.class::isInstance);
        for (Event event : told) {
            if (event instanceof Event.Checkpointed e) {
                recorded.computeIfAbsent(e.step(), step -> new TreeSet<>()).add(e.sha256());
            }
        }
    }

    /// How many checkpoints were recorded.
    int recorded() {
        return recorded.values().stream().mapToInt(Collection::size).sum();
    }

    /// Trains as far as checkpoints go, or to the first that is not the same.
    public Result run() {
        return run(new RunListener() {});
    }

    /// `run`, telling how far it is.
    Result run(RunListener listener) {
        var sequence = new BatchSequence(plan);
        int stepsPerEpoch = plan.stepsPerEpoch();
        try (Training training = Training.start(RunDescription.of(run), kernels).begin(stepsPerEpoch)) {
            int same = 0;
            while (true) {
                long step = training.position().step();
                Set<String> here = after(training, recorded.containsKey(step));
                Set<String> there = recorded.getOrDefault(step, Set.of());
                if (!here.containsAll(there)) {
                    return new Result(step, same, Optional.of(step));
                }
                same += there.size();
                if (recorded.isEmpty() || step >= recorded.lastKey()) {
                    return new Result(step, same, Optional.empty());
                }
                training.train(
                        sequence.training(
                                training.position().epoch(), training.position().stepInEpoch()),
                        step + 1);
                tell(training, stepsPerEpoch, listener);
            }
        }
    }

    /// Does all that was done between this step and the next: ends the epoch, if this was its last step and it was
    /// ended, obeys what was obeyed, and ends training.
    ///
    /// @param compared whether digests are wanted
    /// @return the state's digests, before, between and after all this
    private Set<String> after(Training training, boolean compared) {
        long step = training.position().step();
        Set<String> digests = new HashSet<>();
        note(training, compared, digests);
        // Callbacks that watch the validation were told what was published, and nothing else.
        if (training.epochEndDue()
                && (!training.awaitsValidation() || verdicts.told(step).isPresent())) {
            training.endEpoch(training.awaitsValidation() ? verdicts.told(step).orElseThrow() : Map.of());
            note(training, compared, digests);
        }
        for (Command command : commandLog.again(step)) {
            if (command instanceof Command.SetLearningRate c) {
                training.learningRate(c.learningRate());
                note(training, compared, digests);
            }
        }
        if (training.finished() && completed) {
            training.end();
            note(training, compared, digests);
        }
        return digests;
    }

    private static void note(Training training, boolean compared, Set<String> digests) {
        if (compared) {
            digests.add(digest(training));
        }
    }

    private static String digest(Training training) {
        return Digest.sha256Hex(ByteBuffer.wrap(training.state().encode()));
    }

    private void tell(Training training, int stepsPerEpoch, RunListener listener) {
        long step = training.position().step();
        int epoch = training.epoch();
        if (training.epochEnded()) {
            long now = System.nanoTime();
            listener.epochEnded(
                    new Event.EpochEnded(
                            run.runId(),
                            Origin.here("verify"),
                            Instant.now(),
                            epoch,
                            step,
                            training.values(),
                            (now - epochNanos) / 1e9),
                    stepsPerEpoch,
                    training.values());
            epochNanos = now;
        } else if (training.metricDue()) {
            listener.step(epoch, training.position().stepInEpoch(), stepsPerEpoch, training.values());
        }
    }
}
