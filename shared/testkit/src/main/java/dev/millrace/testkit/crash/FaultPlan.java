package dev.millrace.testkit.crash;

import dev.millrace.testkit.crash.Fault.Blow;
import dev.millrace.testkit.crash.Fault.Halt;
import dev.millrace.testkit.crash.Fault.Strike;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// The faults of one role, without end: a function of the seed and the roles, whatever happens to processes. Points
/// that other roles have too come last, so that few runs meet every point and every blow. For one thread.
final class FaultPlan {
    private static final int DELAY_MILLIS = 500;

    private final Role role;
    private final Set<String> elsewhere;
    private final Random random;
    private final Deque<Fault> ahead = new ArrayDeque<>();

    /// @param elsewhere points of other roles
    FaultPlan(long seed, Role role, Set<String> elsewhere) {
        this.role = role;
        this.elsewhere = Set.copyOf(elsewhere);
        this.random = new Random(31 * seed + role.name().hashCode());
    }

    /// The next fault.
    Fault next() {
        if (ahead.isEmpty()) {
            ahead.addAll(deck());
        }
        return ahead.remove();
    }

    /// Every point and every blow once, in random order but for what comes last.
    private List<Fault> deck() {
        List<Fault> deck = new ArrayList<>();
        List<Fault> last = new ArrayList<>();
        new TreeMap<>(role.points()).forEach((point, most) -> {
            var halt = new Halt(point, 1 + random.nextInt(most));
            (elsewhere.contains(point) ? last : deck).add(halt);
        });
        for (Blow blow : role.blows()) {
            deck.add(new Strike(
                    blow, 1 + random.nextInt(role.steps()), Duration.ofMillis(random.nextInt(DELAY_MILLIS))));
        }
        Collections.shuffle(deck, random);
        Collections.shuffle(last, random);
        deck.addAll(last);
        return deck;
    }
}
