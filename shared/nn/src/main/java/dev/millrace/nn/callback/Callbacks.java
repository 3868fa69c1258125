package dev.millrace.nn.callback;

import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Kinds;
import java.util.List;

/// Every kind of callback that Millrace has.
public final class Callbacks {
    /// In the order in which messages name them. One that is added here needs what does it, too: see
    /// `dev.millrace.engine.callback.Behaviours`.
    public static final Kinds<CallbackSpec> KINDS = new Kinds<>(
            "callback",
            List.of(
                    EarlyStopping.KIND,
                    ReduceLROnPlateau.KIND,
                    LearningRateScheduler.KIND,
                    ModelCheckpoint.KIND,
                    CSVLogger.KIND,
                    TerminateOnNaN.KIND,
                    StopAtScore.KIND));

    private Callbacks() {}
}
