package dev.millrace.nn;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How long and on what a model is trained; the arguments of Keras's `fit` that say something about training.
///
/// @param batchSize examples per step
/// @param epochs passes over the training examples
/// @param validationSplit share of the training examples, taken from their end, that is scored and not trained, in
/// `[0, 1)`
/// @param shuffle whether each epoch has an order of its own
/// @param seed of the first weights and of every epoch's order
/// @param classWeight what an example counts in training, by its class number; 1 where a class is not there. Finite
/// numbers, in the order of their classes. Does not count in validation
public record Fit(
        int batchSize,
        int epochs,
        double validationSplit,
        boolean shuffle,
        long seed,
        Map<Integer, Double> classWeight) {
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
        classWeight = Collections.unmodifiableMap(new TreeMap<>(classWeight));
        classWeight.forEach((number, weight) -> {
            if (number < 0 || !Float.isFinite(weight.floatValue())) {
                throw new DescriptionException("class_weight has a finite number for each class number from 0 on."
                        + " Received: " + number + ": " + weight);
            }
        });
    }

    /// Without weights of classes.
    public Fit(int batchSize, int epochs, double validationSplit, boolean shuffle, long seed) {
        this(batchSize, epochs, validationSplit, shuffle, seed, Map.of());
    }

    /// Keras's defaults: mini-batches of 32, one epoch, shuffled, nothing held back, all classes alike; seed 0.
    public Fit() {
        this(32, 1, 0, true, 0);
    }

    public Fit withBatchSize(int batchSize) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed, classWeight);
    }

    public Fit withEpochs(int epochs) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed, classWeight);
    }

    public Fit withValidationSplit(double validationSplit) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed, classWeight);
    }

    public Fit withShuffle(boolean shuffle) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed, classWeight);
    }

    public Fit withSeed(long seed) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed, classWeight);
    }

    public Fit withClassWeight(Map<Integer, Double> classWeight) {
        return new Fit(batchSize, epochs, validationSplit, shuffle, seed, classWeight);
    }

    /// What an example counts in training by `classWeight`: the weight of its class, or 1.
    ///
    /// @param target the class number, to be rounded to the nearest; or a value for each class, of which the first of
    /// the
    /// largest says the class
    public float weightOf(double... target) {
        int largest = 0;
        for (int i = 1; i < target.length; i++) {
            if (target[i] > target[largest]) {
                largest = i;
            }
        }
        int number = target.length == 1 ? (int) Math.rint(target[0]) : largest;
        return classWeight.getOrDefault(number, 1.0).floatValue();
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
