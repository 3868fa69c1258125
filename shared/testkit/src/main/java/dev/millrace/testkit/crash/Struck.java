package dev.millrace.testkit.crash;

import java.time.Instant;

/// A fault that has happened.
///
/// @param at when it happened; for a halt, when it was noticed
public record Struck(String role, long pid, Fault fault, Instant at) {
    Struck(String role, long pid, Fault fault) {
        this(role, pid, fault, Instant.now());
    }

    /// Whether the process had no time to do anything about it.
    public boolean abrupt() {
        return switch (fault) {
            case Fault.Halt halt -> true;
            case Fault.Strike strike -> strike.blow() == Fault.Blow.KILL;
        };
    }

    @Override
    public String toString() {
        return at + " " + role + " " + pid + ": " + fault;
    }
}
