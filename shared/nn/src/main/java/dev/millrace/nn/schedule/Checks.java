package dev.millrace.nn.schedule;

import dev.millrace.nn.DescriptionException;

/// What several schedules refuse in the same words.
final class Checks {
    private Checks() {}

    static void positive(String schedule, String name, int value) {
        if (value <= 0) {
            throw new DescriptionException(
                    schedule + ": " + name + " is a positive whole number. Received: " + name + "=" + value);
        }
    }

    static void notNegative(String schedule, String name, double value) {
        if (!(value >= 0 && Float.isFinite((float) value))) {
            throw new DescriptionException(
                    schedule + ": " + name + " is a number and not negative. Received: " + name + "=" + value);
        }
    }
}
