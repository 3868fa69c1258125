package dev.millrace.nn;

/// How long and on what a model is trained; the arguments of Keras's `fit` that say something about training.
///
/// @param batchSize examples per step
/// @param epochs passes over the training examples
/// @param validationSplit share of the training examples, taken from their end, that is scored and not trained, in
/// `[0, 1)`
/// @param shuffle whether each epoch has an order of its own
/// @param seed of the first weights and of every epoch's order
public record Fit(int batchSize, int epochs, double validationSplit, boolean shuffle, long seed) {
    public Fit {
        if (batchSize <= 0) {
            throw new DescriptionException(
                    "batch_size is a positive integer. Received: batch_size=" + batchSize + ". Keras's default is 32.");
        }
        if (epochs <= 0) {
            throw new DescriptionException("epochs is a positive integer. Received: epochs=" + epochs);
        }
        if (!(validationSplit >= 0 && validationSplit < 1)) {
            throw new DescriptionException(
                    "validation_split is at least 0 and less than 1. Received: validation_split=" + validationSplit);
        }
    }

    /// Keras's defaults: mini-batches of 32, one epoch, shuffled, nothing held back; seed 0.
    public Fit() {
        this(32, 1, 0, true, 0);
    }

    public Fit withBatchSize(int batchSize) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed);
    }

    public Fit withEpochs(int epochs) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed);
    }

    public Fit withValidationSplit(double validationSplit) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed);
    }

    public Fit withShuffle(boolean shuffle) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed);
    }

    public Fit withSeed(long seed) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed);
    }

    /// How many of `samples` are trained: `floor(samples * (1 - validation_split))`, the first ones.
    ///
    /// @throws DescriptionException if nothing would be left to train or to validate with
    public int trainingSamples(int samples) {
        int split = (int) Math.floor(samples * (1 - validationSplit));
        if (split == 0 || (validationSplit > 0 && split == samples)) {
            throw new DescriptionException("validation_split=" + validationSplit + " of " + samples
                    + " samples leaves " + split + " to train and " + (samples - split)
                    + " to validate with. Both want at least one.");
        }
        return split;
    }

    /// Gradient updates in one pass over `samples` examples; the last mini-batch may be smaller.
    public int stepsPerEpoch(int samples) {
        return Math.ceilDiv(samples, batchSize);
    }
}
