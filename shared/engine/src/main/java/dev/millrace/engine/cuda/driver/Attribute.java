package dev.millrace.engine.cuda.driver;

/// What a device is asked for by number.
public enum Attribute {
    /// Multiprocessors.
    MULTIPROCESSORS(16),
    /// The compute capability before the point: 9 of 9.0.
    MAJOR(75),
    /// The compute capability after the point.
    MINOR(76);

    private final int number;

    Attribute(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
