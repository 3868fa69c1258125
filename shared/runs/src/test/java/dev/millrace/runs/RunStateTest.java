package dev.millrace.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What events make of a run's state.
final class RunStateTest {
    private static final String ID = "run";
    private static final Instant SOON = Examples.BEGIN.plusSeconds(10);
    private static final RunRequested REQUEST = Examples.request(ID);

    private final List<Event> events = new ArrayList<>();

    @Test
    void shouldGoFromTheQueueToItsEnd() {
        assertStands("queued 0/2 0 since 2026-11-24T14:15:00Z");
        events.add(Examples.accepted(ID));
        assertStands("accepted 0/2 0 since 2026-11-24T14:15:00Z");
        events.add(Examples.started(ID, 0));
        assertStands("running 0/2 0 by trainer-1");
        events.add(Examples.heartbeat(ID, 0, 3));
        assertStands("running 1/2 3 by trainer-1");
        events.add(Examples.epochEnded(ID, 0));
        events.add(Examples.evaluated(ID, 0));
        assertStands("running 1/2 3 by trainer-1");
        events.add(Examples.heartbeat(ID, 1, 7));
        assertStands("running 2/2 7 by trainer-1");
        events.add(Examples.completed(ID));
        assertStands("completed 2/2 10 step-10");
        events.add(Examples.evaluated(ID, 1));
        assertStands("completed 2/2 10 step-10");
        assertThat(RunSummary.of(REQUEST, state(), SOON).over()).isTrue();
    }

    @Test
    void shouldTakeNoNoticeOfASecondAcceptance() {
        events.addAll(List.of(Examples.accepted(ID), Examples.started(ID, 0)));
        events.add(new Event.Accepted(
                ID,
                Examples.EVALUATOR,
                SOON,
                com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode(),
                List.of(),
                1,
                0,
                0,
                1,
                1));
        assertStands("running 0/2 0 by trainer-1");
        assertThat(state().accepted()).contains(Examples.accepted(ID));
    }

    @Test
    void shouldBeSilentWithoutHeartbeats() {
        events.addAll(List.of(Examples.accepted(ID), Examples.started(ID, 0)));
        Instant late = Examples.BEGIN.plusSeconds(1000);
        assertThat(state().phase(late)).as("it may still prepare").isEqualTo(RunPhase.RUNNING);
        events.add(Examples.heartbeat(ID, 0, 3));
        assertThat(state().phase(Examples.BEGIN.plusSeconds(13))).isEqualTo(RunPhase.RUNNING);
        assertThat(state().phase(Examples.BEGIN.plusSeconds(14))).isEqualTo(RunPhase.SILENT);
        assertThat(RunSummary.of(REQUEST, state(), late))
                .isEqualTo(new RunSummary(
                        ID, "example", "digits", RunPhase.SILENT, 1, 2, 3, "since 2026-11-24T14:15:03Z"));
        events.add(Examples.started(ID, 3));
        assertThat(state().phase(late)).as("another has taken over").isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void shouldSayWhyThereIsNoModel() {
        events.add(new Event.Rejected(ID, Examples.LOADER, SOON, "no such dataset"));
        assertStands("rejected 0/2 0 no such dataset");
        events.clear();
        events.add(Examples.heartbeat(ID, 0, 3));
        events.add(new Event.Failed(ID, Examples.TRAINER, SOON, "not finite"));
        assertStands("failed 1/2 3 not finite");
        events.clear();
        events.add(new Event.Stopped(ID, Examples.TRAINER, SOON, "step-4", 4, "00"));
        assertStands("stopped 0/2 4 step-4");
        assertThat(state().end()).contains(events.getLast());
    }

    @Test
    void shouldKnowTheTwoNewestCheckpoints() {
        assertThat(state().newestCheckpoint()).isEmpty();
        events.add(Examples.checkpointed(ID, 3));
        assertThat(state().previousCheckpoint()).isEmpty();
        events.add(Examples.checkpointed(ID, 7));
        events.add(Examples.checkpointed(ID, 3));
        assertThat(state().newestCheckpoint()).contains(Examples.checkpointed(ID, 7));
        assertThat(state().previousCheckpoint()).contains(Examples.checkpointed(ID, 3));
        events.add(Examples.checkpointed(ID, 7));
        assertThat(state().previousCheckpoint()).as("said again").contains(Examples.checkpointed(ID, 3));
    }

    @Test
    void shouldKnowTheLastOfEachThing() {
        assertThat(state().evaluatedStep()).isEqualTo(RunState.NEVER);
        assertThat(state().learningRate()).isEmpty();
        var set = new Command.SetLearningRate(ID, SOON, 0.25);
        var retried = new Event.Retried(ID, Examples.TRAINER, SOON, 2);
        events.addAll(List.of(
                Examples.started(ID, 0),
                Examples.heartbeat(ID, 0, 3),
                retried,
                new Event.CommandApplied(ID, Examples.TRAINER, SOON, new Command.CheckpointNow(ID, SOON), 3),
                new Event.CommandApplied(ID, Examples.TRAINER, SOON, set, 3),
                Examples.evaluated(ID, 1),
                Examples.evaluated(ID, 0)));
        RunState state = state();
        assertThat(state.started()).contains(Examples.started(ID, 0));
        assertThat(state.heartbeat().map(Event.Heartbeat::stepsPerSecond)).contains(12.5);
        assertThat(state.retried()).contains(retried);
        assertThat(state.learningRate()).hasValue(0.25);
        assertThat(state.evaluated()).contains(Examples.evaluated(ID, 0));
        assertThat(state.evaluatedStep()).isEqualTo(10);
    }

    private RunState state() {
        return RunState.of(events);
    }

    private void assertStands(String line) {
        RunSummary summary = RunSummary.of(REQUEST, state(), SOON);
        assertThat(summary.state().wireName() + " " + summary.epoch() + "/" + summary.epochs() + " " + summary.step()
                        + " " + summary.detail())
                .isEqualTo(line);
    }
}
