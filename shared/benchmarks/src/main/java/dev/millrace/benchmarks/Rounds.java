package dev.millrace.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The order in which contestants take turns: everyone once in every round, and nobody always first, so that what
/// else the machine does hits all alike.
final class Rounds {
    private Rounds() {}

    /// The turns of one round, which begins one further than the round before.
    ///
    /// @param round counted from 0
    static <T> List<T> turns(List<T> contestants, int round) {
        List<T> turns = new ArrayList<>(contestants);
        Collections.rotate(turns, -round);
        return turns;
    }
}
