package dev.millrace.testkit.crash;

import dev.millrace.testkit.crash.Fault.Halt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps the processes of one role up, and has each suffer the next fault of the plan, unless the run at hand has
/// had its share. For one thread.
final class Supervisor implements AutoCloseable {
    private final Role role;
    private final FaultPlan plan;
    private final Path logs;
    private final List<Member> members = new ArrayList<>();
    private final List<Struck> struck = new ArrayList<>();
    private int started;
    private int struckBefore;
    private long lastHeard = -1;

    /// @param elsewhere points of other roles
    Supervisor(long seed, Role role, Set<String> elsewhere, Path logs) {
        this.role = role;
        this.plan = new FaultPlan(seed, role, elsewhere);
        this.logs = logs;
    }

    String role() {
        return role.name();
    }

    /// What has happened so far.
    List<Struck> struck() {
        return struck;
    }

    /// A new run, which may have its share of faults: what has none ahead gets one.
    void runBegins(long steps) {
        struckBefore = struck.size();
        for (Member member : List.copyOf(members)) {
            if (!member.armed() && !member.leaving() && mayStrike()) {
                Fault fault = plan.next();
                if (fault instanceof Halt) {
                    members.remove(member);
                    member.close();
                    start(Optional.of(fault), steps);
                } else {
                    member.arm(fault, steps);
                }
            }
        }
    }

    private boolean mayStrike() {
        long ahead = members.stream().filter(Member::armed).count();
        return struck.size() - struckBefore + ahead < role.faultsPerRun();
    }

    /// Of those that are there.
    List<Long> pids() {
        return members.stream().map(Member::pid).toList();
    }

    /// Whether everybody is up who should be, and nobody else.
    boolean calm() {
        return members.size() == role.processes() && members.stream().allMatch(Member::calm);
    }

    /// Process `pid` is at work.
    void heard(long pid, long steps) {
        for (Member member : members) {
            if (member.pid() == pid) {
                lastHeard = pid;
                member.heard(steps);
            }
        }
    }

    /// Starts what is missing, and strikes those whose time has come.
    void tick(long steps) {
        for (Member member : List.copyOf(members)) {
            boolean working = role.processes() == 1 || lastHeard == member.pid();
            member.tick(steps, working).ifPresent(fault -> struck.add(new Struck(role.name(), member.pid(), fault)));
            if (!member.alive()) {
                members.remove(member);
                member.close();
            }
        }
        while (missing()) {
            start(mayStrike() ? Optional.of(plan.next()) : Optional.empty(), steps);
        }
    }

    private boolean missing() {
        long there = members.stream().filter(m -> role.alone() || !m.leaving()).count();
        return there < role.processes();
    }

    private void start(Optional<Fault> fault, long steps) {
        Optional<Halt> halt = fault.filter(Halt.class::isInstance).map(Halt.class::cast);
        String name = role.name() + "-" + ++started;
        Member member = new Member(role, Child.start(name, role.command().apply(halt), logs.resolve(name + ".log")));
        fault.ifPresent(f -> member.arm(f, role.processes() == 1 ? steps : -1));
        members.add(member);
    }

    /// Ends all politely.
    void end() {
        members.forEach(Member::end);
        members.forEach(Member::close);
        members.clear();
    }

    @Override
    public void close() {
        members.forEach(Member::close);
        members.clear();
    }
}
