package dev.millrace.nn;

import org.jspecify.annotations.Nullable;

/// What was received, for a message: as it was, or its beginning where it is long.
public final class Shown {
    private static final int MOST = 200;

    private Shown() {}

    /// The text of what was received, at most 200 characters of it.
    public static String of(Object received) {
        return of(received, MOST);
    }

    /// The text of what was received, at most `most` characters of it.
    public static String of(@Nullable Object received, int most) {
        String text = String.valueOf(received);
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}
