package dev.millrace.nn.callback;

import dev.millrace.nn.DescriptionException;

/// What several callbacks refuse in the same words.
final class Checks {
    private Checks() {}

    static void notNegative(String className, String setting, int value) {
        if (value < 0) {
            throw new DescriptionException(
                    className + ": " + setting + " is not negative. Received: " + setting + "=" + value);
        }
    }
}
