package dev.millrace.trainer;

/// Where training stands between two steps.
///
/// @param epoch of the next mini-batch, counted from 0
/// @param stepInEpoch of the next mini-batch, counted from 0 in each epoch
/// @param step gradient updates made
/// @param nextOffset where the next mini-batch is to be looked for
public record Position(int epoch, int stepInEpoch, long step, long nextOffset) {}
