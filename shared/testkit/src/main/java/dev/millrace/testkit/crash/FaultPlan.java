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
import java.util.TreeMap;

/// The faults of one role, without end: a function of the seed and the role's name, whatever happens to others.
/// For one thread.
public final class FaultPlan {
    private static final int DELAY_MILLIS = 500;

    private final Role role;
    private final Random random;
    private final Deque<Fault> ahead = new ArrayDeque<>();

    public FaultPlan(long seed, Role role) {
        this.role = role;
        this.random = new Random(31 * seed + role.name().hashCode());
    }

    /// The next fault.
    public Fault next() {
        if (ahead.isEmpty()) {
            ahead.addAll(deck());
        }
        return ahead.remove();
    }

    /// Every point and every blow once, in random order.
    private List<Fault> deck() {
        List<Fault> deck = new ArrayList<>();
        new TreeMap<>(role.points()).forEach((point, most) -> deck.add(new Halt(point, 1 + random.nextInt(most))));
        for (Blow blow : role.blows()) {
            deck.add(new Strike(
                    blow, 1 + random.nextInt(role.steps()), Duration.ofMillis(random.nextInt(DELAY_MILLIS))));
        }
        Collections.shuffle(deck, random);
        return deck;
    }
}
