package dev.millrace.nn;

/// How a variable gets its first values. `fan_in` and `fan_out` are the sizes of the two last axes of a kernel.
public enum Initializer implements Named {
    /// All 0.
    ZEROS("Zeros"),
    /// All 1.
    ONES("Ones"),
    /// Uniform in `±sqrt(6 / (fan_in + fan_out))` (Glorot and Bengio, 2010).
    GLOROT_UNIFORM("GlorotUniform"),
    /// Uniform in `±sqrt(6 / fan_in)` (He et al., 2015).
    HE_UNIFORM("HeUniform"),
    /// Uniform in `±sqrt(3 / fan_in)` (LeCun et al., 1998).
    LECUN_UNIFORM("LecunUniform");

    private final String kerasName;

    Initializer(String kerasName) {
        this.kerasName = kerasName;
    }

    @Override
    public String kerasName() {
        return kerasName;
    }

    /// The initializer whose Keras class is `name`.
    ///
    /// @throws DescriptionException if there is none
    public static Initializer of(String name) {
        return Named.parse(Initializer.class, "initializer", name);
    }
}
