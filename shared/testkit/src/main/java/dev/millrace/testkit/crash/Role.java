package dev.millrace.testkit.crash;

import dev.millrace.testkit.crash.Fault.Blow;
import dev.millrace.testkit.crash.Fault.Halt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One kind of process under test.
///
/// @param processes how many are kept up
/// @param alone whether a process needs what the one before it had, a port or a folder, and cannot begin while that
/// one is still ending
/// @param faultsPerRun at most so many while one run lasts
/// @param points where it may be halted, each with the highest count that it comes to soon; all of them are tried
/// before one comes again, those that other roles have too last
/// @param blows tried in turn with the points
/// @param steps at most so many steps at work before a blow
/// @param freeze how long it is frozen
/// @param command how it is started, with where it is to halt, if it is
public record Role(
        String name,
        int processes,
        boolean alone,
        int faultsPerRun,
        Map<String, Integer> points,
        List<Blow> blows,
        int steps,
        Duration freeze,
        Function<Optional<Halt>, List<String>> command) {
    public Role {
        points = Map.copyOf(points);
        blows = List.copyOf(blows);
    }

    /// The same processes, left in peace.
    public Role undisturbed() {
        return new Role(name, processes, alone, 0, Map.of(), List.of(), steps, freeze, command);
    }

    /// One process, with these faults only.
    public Role disturbedBy(Map<String, Integer> points, List<Blow> blows) {
        return new Role(name, 1, alone, points.size() + blows.size(), points, blows, steps, freeze, command);
    }
}
