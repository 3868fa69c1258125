package dev.millrace.trainer;

import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The commands of a run, and the step after which each is applied. For one thread.
///
/// A command that a trainer before this one has applied is applied again after the same step. A new one waits until
/// training has reached the last step that was ever reported: replaying the steps before must give what was reported.
public final class CommandLog {
    private final List<Event.CommandApplied> applied = new ArrayList<>();
    private final Set<Command> open = new LinkedHashSet<>();
    private long toldStep;

    /// @param told all that was said of the run before this trainer took it, in order
    public CommandLog(Collection<Event> told) {
        for (Event event : told) {
            switch (event) {
                case Event.CommandApplied e -> {
                    applied.add(e);
                    told(e.step());
                }
                case Event.Heartbeat e -> told(e.step());
                case Event.EpochEnded e -> told(e.step());
                case Event.CallbacksApplied e -> told(e.step());
                case Event.Checkpointed e -> told(e.step());
                default -> {}
            }
        }
    }

    private void told(long step) {
        toldStep = Math.max(toldStep, step);
    }

    /// Takes a command that was read.
    public void asked(Command command) {
        if (applied.stream().noneMatch(e -> e.command().equals(command))) {
            open.add(command);
        }
    }

    /// The commands that a trainer before this one has applied after `step`, in its order.
    public List<Command> again(long step) {
        if (applied.isEmpty()) {
            return List.of();
        }
        return applied.stream()
                .filter(e -> e.step() == step)
                .map(Event.CommandApplied::command)
                .toList();
    }

    /// The commands that nobody has applied yet and that are to be applied after `step`, in the order in which they
    /// were read; each once.
    public List<Command> fresh(long step) {
        if (step < toldStep) {
            return List.of();
        }
        List<Command> fresh = List.copyOf(open);
        open.clear();
        return fresh;
    }

    /// Whether a `stop` has come that was not applied.
    public boolean stopAsked() {
        return open.stream().anyMatch(Command.Stop.class::isInstance);
    }
}
