package dev.millrace.wire;

/// What came of decoding bytes from outside: a value, or the reason why there is none.
public sealed interface Decoded<T> {
    /// The bytes were well formed.
    record Ok<T>(T value) implements Decoded<T> {}

    /// The bytes were not; `reason` says what was found and what was expected.
    record Malformed<T>(String reason) implements Decoded<T> {}
}
