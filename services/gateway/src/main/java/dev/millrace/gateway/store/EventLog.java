package dev.millrace.gateway.store;

import dev.millrace.wire.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The newest events of one run, without heartbeats, each with its offset, by which any gateway finds it. For one
/// thread at a time.
final class EventLog {
    /// Most that are kept.
    static final int MOST = 2000;

    private final Deque<SequencedEvent> entries = new ArrayDeque<>();

    void add(long seq, Event event) {
        if (entries.size() == MOST) {
            entries.removeFirst();
        }
        entries.addLast(new SequencedEvent(seq, event));
    }

    /// Those behind `after`, the oldest first.
    List<SequencedEvent> after(long after, int limit) {
        List<SequencedEvent> found = new ArrayList<>();
        for (SequencedEvent entry : entries) {
            if (entry.seq() > after && found.size() < limit) {
                found.add(entry);
            }
        }
        return found;
    }
}
