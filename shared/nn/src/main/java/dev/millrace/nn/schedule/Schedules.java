package dev.millrace.nn.schedule;

import dev.millrace.nn.Kinds;
import dev.millrace.nn.Schedule;
import java.util.List;

/// Every kind of schedule that Millrace has.
public final class Schedules {
    /// In the order in which messages name them.
    public static final Kinds<Schedule> KINDS = new Kinds<>(
            "learning rate schedule",
            List.of(
                    ExponentialDecay.KIND,
                    PiecewiseConstantDecay.KIND,
                    PolynomialDecay.KIND,
                    InverseTimeDecay.KIND,
                    CosineDecay.KIND,
                    CosineDecayRestarts.KIND));

    private Schedules() {}
}
