package dev.millrace.standalone;

import org.jspecify.annotations.Nullable;

/// What was received, for a message: as it was, or its beginning where it is long.
final class Shown {
    private static final int MOST = 200;

    private Shown() {}

    static String of(Object received) {
        return of(received, MOST);
    }

    static String of(@Nullable Object received, int most) {
        String text = String.valueOf(received);
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}
