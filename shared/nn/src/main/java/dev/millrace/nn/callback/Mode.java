package dev.millrace.nn.callback;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Named;
import java.util.Arrays;
import java.util.Locale;

/// Whether a monitored score is to become small or large.
public enum Mode implements Named {
    /// Small for the loss and for errors, large for accuracies and their like.
    AUTO,
    /// The smaller, the better.
    MIN,
    /// The larger, the better.
    MAX;

    @Override
    public String kerasName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The mode that Keras calls `name`.
    ///
    /// @throws DescriptionException if there is none
    static Mode of(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.kerasName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new DescriptionException("mode is 'auto', 'min' or 'max'. Received: mode='" + name + "'"));
    }
}
