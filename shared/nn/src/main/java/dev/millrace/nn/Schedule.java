package dev.millrace.nn;

/// A learning rate that is a function of the iteration, and of nothing else: a run that goes on from a checkpoint goes
/// on with the same rates. Formulas are Keras 3's, computed in float32 as Keras does; `s` is the iteration, which is 0
/// in the first step. Where gradients are accumulated every mini-batch counts, not every update.
public non-sealed interface Schedule extends LearningRate, Described {}
