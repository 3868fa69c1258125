package dev.millrace.testkit.crash;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The processes of all roles, kept up and struck by faults that a seed decides: which faults, in which order, and
/// when, counted in steps of training. For one thread, which ticks as long as a run lasts.
public final class Harness implements AutoCloseable {
    private final List<Supervisor> supervisors;

    /// @param logs where each process writes what it says
    public Harness(long seed, List<Role> roles, Path logs) {
        this.supervisors = roles.stream()
                .map(role -> new Supervisor(seed, role, elsewhere(role, roles), logs))
                .toList();
    }

    /// The points of all roles but one.
    private static Set<String> elsewhere(Role one, List<Role> roles) {
        return roles.stream()
                .filter(role -> !role.equals(one))
                .flatMap(role -> role.points().keySet().stream())
                .collect(Collectors.toSet());
    }

    /// Another run begins, which may have its share of faults.
    ///
    /// @param steps trained so far, in all runs together
    public void runBegins(long steps) {
        supervisors.forEach(supervisor -> supervisor.runBegins(steps));
    }

    /// Process `pid` is at work.
    ///
    /// @param steps trained so far, in all runs together
    public void heard(long pid, long steps) {
        supervisors.forEach(supervisor -> supervisor.heard(pid, steps));
    }

    /// Starts what is missing, and strikes those whose time has come.
    ///
    /// @param steps trained so far, in all runs together
    /// @throws AssertionError if a process has ended that was not told to, or does not end that was
    public void tick(long steps) {
        supervisors.forEach(supervisor -> supervisor.tick(steps));
    }

    /// Whether everybody is up who should be, and nobody else: whoever was frozen has woken, has had time to do what
    /// it does then, and has ended.
    public boolean calm() {
        return supervisors.stream().allMatch(Supervisor::calm);
    }

    /// The processes that are there, by role.
    public Map<String, List<Long>> pids() {
        return supervisors.stream().collect(Collectors.toMap(Supervisor::role, Supervisor::pids));
    }

    /// What has happened so far, in order.
    public List<Struck> struck() {
        return supervisors.stream()
                .flatMap(supervisor -> supervisor.struck().stream())
                .sorted(Comparator.comparing(Struck::at))
                .toList();
    }

    /// Ends all processes politely, the last roles first, and waits until they are gone.
    public void end() {
        supervisors.reversed().forEach(Supervisor::end);
    }

    /// Ends all processes at once.
    @Override
    public void close() {
        supervisors.reversed().forEach(Supervisor::close);
    }
}
