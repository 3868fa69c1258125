package dev.millrace.gateway.store;

import dev.millrace.wire.Event;

/// An event, and the offset of its record, by which any gateway finds it.
public record SequencedEvent(long seq, Event event) {}
