package dev.millrace.engine.vector;

/// Where the gradient with respect to what went into a convolution's activation comes from.
sealed interface GradientSource permits PlainGradient, Squares {
    /// How many pixels are copied at once.
    ///
    /// @param most how many there may be
    int together(int most);

    /// Two vectors of columns of `count` pixels, from the pixel `first` of all and from `column` on, one after another;
    /// zeros behind the last column.
    void copy(int first, int count, int column, float[] to);
}
