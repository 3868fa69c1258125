package dev.millrace.trainer;

import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What is asked of a run, and after which step it takes effect. For one thread.
///
/// An order that was obeyed before is obeyed again after the same step. One that was not waits until training is as far
/// as anybody was ever told: what was said of the steps before must come out the same again.
public final class Orders {
    private final List<Event.CommandApplied> obeyed = new ArrayList<>();
    private final Set<Command> open = new LinkedHashSet<>();
    private long toldStep;

    /// @param told all that was said of the run before this trainer took it, in order
    public Orders(Collection<Event> told) {
        for (Event event : told) {
            switch (event) {
                case Event.CommandApplied e -> {
                    obeyed.add(e);
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

    /// Somebody asks for something.
    public void asked(Command command) {
        if (obeyed.stream().noneMatch(e -> e.command().equals(command))) {
            open.add(command);
        }
    }

    /// What was obeyed after `step` by a trainer before this one, in its order.
    public List<Command> again(long step) {
        if (obeyed.isEmpty()) {
            return List.of();
        }
        return obeyed.stream()
                .filter(e -> e.step() == step)
                .map(Event.CommandApplied::command)
                .toList();
    }

    /// What nobody has obeyed yet and is to be obeyed after `step`, in the order in which it was asked for; each once.
    public List<Command> fresh(long step) {
        if (step < toldStep) {
            return List.of();
        }
        List<Command> fresh = List.copyOf(open);
        open.clear();
        return fresh;
    }

    /// Whether somebody has asked for an end that has not come.
    public boolean stopAsked() {
        return open.stream().anyMatch(Command.Stop.class::isInstance);
    }
}
