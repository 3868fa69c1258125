package dev.millrace.wire.reports;

import java.util.Collection;

/// What the numbers of these messages have in common.
final class Checks {
    private Checks() {}

    /// @throws IllegalArgumentException naming the count that is negative
    static void notNegative(String name, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("'" + name + "' is 0 or more. Received: " + count);
        }
    }

    /// @throws IllegalArgumentException naming what is too large
    static void atMost(String name, int size, int limit) {
        if (size > limit) {
            throw new IllegalArgumentException("'" + name + "' has at most " + limit + ". Received: " + size);
        }
    }

    /// @throws IllegalArgumentException naming a list that holds something twice
    static void distinct(String name, Collection<?> values) {
        if (values.stream().distinct().count() != values.size()) {
            throw new IllegalArgumentException("'" + name + "' holds each once. Received: " + values);
        }
    }
}
