package dev.millrace.nn.callback;

import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Settings;
import java.util.List;

/// Ends training after the step whose loss is not finite. The loss is looked at after every step, which costs some time
/// where steps are short.
///
/// @param raiseError whether that is an error
public record TerminateOnNaN(boolean raiseError) implements CallbackSpec {
    static final Kind<CallbackSpec> KIND =
            new Kind<>("TerminateOnNaN", List.of("terminate_on_nan"), "raise_error", TerminateOnNaN::read);

    /// Keras's default: no error.
    public TerminateOnNaN() {
        this(false);
    }

    private static TerminateOnNaN read(Config config) {
        return new TerminateOnNaN(config.flag("raise_error", false));
    }

    @Override
    public Settings settings() {
        return Settings.of("raise_error", raiseError);
    }
}
