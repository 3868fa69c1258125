package dev.millrace.engine.data;

import dev.millrace.nn.Fit;

/// Examples that mini-batches are made of. For one thread.
public sealed interface BatchSource permits ArrayExamples, GatheredExamples {
    /// How many there are.
    int size();

    /// The same, with the weights that `fit` gives to classes, if it gives any.
    ///
    /// @throws dev.millrace.nn.DescriptionException if they have weights already, or have more than one class each
    BatchSource weighted(Fit fit);

    /// The examples from `from` up to `to`; to be used before the next mini-batch is made.
    Batch slice(int from, int to);

    /// The examples that stand in `order` from place `from` up to `to`; to be used before the next mini-batch is made.
    Batch pick(int[] order, int from, int to);
}
