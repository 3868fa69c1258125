package dev.millrace.engine.callback;

import dev.millrace.engine.fit.Callback;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.callback.CSVLogger;
import dev.millrace.nn.callback.EarlyStopping;
import dev.millrace.nn.callback.LearningRateScheduler;
import dev.millrace.nn.callback.ModelCheckpoint;
import dev.millrace.nn.callback.ReduceLROnPlateau;
import dev.millrace.nn.callback.StopAtScore;
import dev.millrace.nn.callback.TerminateOnNaN;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// What does what a description of a callback says: the one place where they are registered.
public final class Behaviours {
    private static final Behaviours ALL = new Behaviours()
            .with(EarlyStopping.class, StopEarly::new)
            .with(ReduceLROnPlateau.class, ReduceLearningRate::new)
            .with(LearningRateScheduler.class, ScheduleLearningRate::new)
            .with(ModelCheckpoint.class, KeepBest::new)
            .with(CSVLogger.class, WriteCsv::new)
            .with(TerminateOnNaN.class, StopOnNaN::new)
            .with(StopAtScore.class, StopWhenReached::new);

    private final Map<Class<?>, Function<CallbackSpec, Callback>> makers = new LinkedHashMap<>();

    private Behaviours() {}

    private <S extends CallbackSpec> Behaviours with(Class<S> type, Function<? super S, ? extends Callback> maker) {
        makers.put(type, spec -> maker.apply(type.cast(spec)));
        return this;
    }

    /// What does it; has done nothing yet.
    public static Callback of(CallbackSpec spec) {
        Function<CallbackSpec, Callback> maker = ALL.makers.get(spec.getClass());
        if (maker == null) {
            throw new IllegalArgumentException("Nothing does what " + spec + " says. Known: " + ALL.makers.keySet());
        }
        return maker.apply(spec);
    }

    /// The classes of descriptions that there is something for.
    static Set<Class<?>> known() {
        return ALL.makers.keySet();
    }
}
