package dev.millrace.engine.kernel;

/// What lies where in the buffer of step scalars: the numbers that change from step to step. Whoever runs a step writes
/// them before it; operations read them and nothing else of the host's.
///
/// ```
/// 0  the numbers of the optimizer's formula, at most four: see Optimizer.coefficients
/// 4  the learning rate
/// 5  the momentum of the moving average of the weights: 0 up to the first update
/// 6  1 where that average becomes the weights, else 0
/// 8  four numbers for each seed that something random is drawn from: see DropoutMask
/// ```
public final class Scalars {
    /// The numbers of the optimizer's formula.
    public static final int COEFFICIENTS = 0;

    /// The learning rate.
    public static final int LEARNING_RATE = 4;

    /// The momentum of the moving average.
    public static final int AVERAGE_MOMENTUM = 5;

    /// Whether the moving average becomes the weights.
    public static final int AVERAGE_OVERWRITES = 6;

    /// The keys of random masks.
    public static final int KEYS = 8;

    private Scalars() {}
}
