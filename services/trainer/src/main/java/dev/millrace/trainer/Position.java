package dev.millrace.trainer;

/// Where training stands between two steps.
///
/// @param epoch of the next mini-batch, counted from 0
/// @param stepInEpoch of the next mini-batch, counted from 0 in each epoch
/// @param step gradient updates made
/// @param nextOffset where the next mini-batch is to be looked for
public record Position(int epoch, int stepInEpoch, long step, long nextOffset) {
    /// Before the first mini-batch.
    public static final Position START = new Position(0, 0, 0, 0);

    /// After one more mini-batch.
    Position next(int stepsPerEpoch, long nextOffset) {
        return stepInEpoch + 1 < stepsPerEpoch
                ? new Position(epoch, stepInEpoch + 1, step + 1, nextOffset)
                : new Position(epoch + 1, 0, step + 1, nextOffset);
    }
}
