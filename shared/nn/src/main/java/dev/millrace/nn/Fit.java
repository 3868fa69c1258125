package dev.millrace.nn;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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
/// @param initialEpoch the epoch that is trained first, counted from 0; `epochs` is the one before which training ends
/// @param stepsPerEpoch gradient updates in an epoch; each epoch goes on in the examples where the one before it ended,
/// and an order of the examples ends after all of them. Absent: an epoch is one pass over the examples
/// @param validationFreq every how many epochs is validated: with 2, the second, the fourth, …
/// @param callbacks what is done at the ends of steps and epochs, in this order
public record Fit(
        int batchSize,
        int epochs,
        double validationSplit,
        boolean shuffle,
        long seed,
        Map<Integer, Double> classWeight,
        int initialEpoch,
        OptionalInt stepsPerEpoch,
        int validationFreq,
        List<CallbackSpec> callbacks) {
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
        if (initialEpoch < 0 || initialEpoch >= epochs) {
            throw new DescriptionException("initial_epoch is at least 0 and less than epochs, which is the last one's"
                    + " number. Received: initial_epoch=" + initialEpoch + ", epochs=" + epochs);
        }
        if (stepsPerEpoch.orElse(1) <= 0) {
            throw new DescriptionException(
                    "steps_per_epoch is a positive integer. Received: steps_per_epoch=" + stepsPerEpoch.getAsInt());
        }
        if (validationFreq <= 0) {
            throw new DescriptionException(
                    "validation_freq is a positive integer. Received: validation_freq=" + validationFreq);
        }
        callbacks = List.copyOf(callbacks);
    }

    /// Keras's defaults for all that is not said.
    public Fit(
            int batchSize,
            int epochs,
            double validationSplit,
            boolean shuffle,
            long seed,
            Map<Integer, Double> classWeight) {
        this(batchSize, epochs, validationSplit, shuffle, seed, classWeight, 0, OptionalInt.empty(), 1, List.of());
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
        return new Fit(
                batchSize,
                epochs,
                validationSplit,
                shuffle,
                seed,
                classWeight,
                initialEpoch,
                stepsPerEpoch,
                validationFreq,
                callbacks);
    }

    public Fit withEpochs(int epochs) {
        return new Fit(
                batchSize,
                epochs,
                validationSplit,
                shuffle,
                seed,
                classWeight,
                initialEpoch,
                stepsPerEpoch,
                validationFreq,
                callbacks);
    }

    public Fit withValidationSplit(double validationSplit) {
        return new Fit(
                batchSize,
                epochs,
                validationSplit,
                shuffle,
                seed,
                classWeight,
                initialEpoch,
                stepsPerEpoch,
                validationFreq,
                callbacks);
    }

    public Fit withShuffle(boolean shuffle) {
        return new Fit(
                batchSize,
                epochs,
                validationSplit,
                shuffle,
                seed,
                classWeight,
                initialEpoch,
                stepsPerEpoch,
                validationFreq,
                callbacks);
    }

    public Fit withSeed(long seed) {
        return new Fit(
                batchSize,
                epochs,
                validationSplit,
                shuffle,
                seed,
                classWeight,
                initialEpoch,
                stepsPerEpoch,
                validationFreq,
                callbacks);
    }

    public Fit withInitialEpoch(int initialEpoch) {
        return new Fit(
                batchSize,
                epochs,
                validationSplit,
                shuffle,
                seed,
                classWeight,
                initialEpoch,
                stepsPerEpoch,
                validationFreq,
                callbacks);
    }

    public Fit withStepsPerEpoch(int stepsPerEpoch) {
        return new Fit(
                batchSize,
                epochs,
                validationSplit,
                shuffle,
                seed,
                classWeight,
                initialEpoch,
                OptionalInt.of(stepsPerEpoch),
                validationFreq,
                callbacks);
    }

    public Fit withValidationFreq(int validationFreq) {
        return new Fit(
                batchSize,
                epochs,
                validationSplit,
                shuffle,
                seed,
                classWeight,
                initialEpoch,
                stepsPerEpoch,
                validationFreq,
                callbacks);
    }

    public Fit withCallbacks(CallbackSpec... callbacks) {
        return new Fit(
                batchSize,
                epochs,
                validationSplit,
                shuffle,
                seed,
                classWeight,
                initialEpoch,
                stepsPerEpoch,
                validationFreq,
                List.of(callbacks));
    }

    public Fit withClassWeight(Map<Integer, Double> classWeight) {
        return new Fit(
                batchSize,
                epochs,
                validationSplit,
                shuffle,
                seed,
                classWeight,
                initialEpoch,
                stepsPerEpoch,
                validationFreq,
                callbacks);
    }

    /// What an example counts in training by `classWeight`: the weight of its class, or 1.
    ///
    /// @param target the class number, to be rounded to the nearest; or a value for each class, of which the first of
    /// the largest says the class
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
    public int stepsPerPass(int samples) {
        return Math.ceilDiv(samples, batchSize);
    }

    /// Gradient updates in an epoch of `samples` examples.
    public int stepsPerEpoch(int samples) {
        return stepsPerEpoch.orElse(stepsPerPass(samples));
    }

    /// Where a mini-batch lies.
    ///
    /// @param pass over the examples, counted from 0; each has an order of its own where they are shuffled
    /// @param from its first example's place in that order
    /// @param to the place after its last example
    public record Slice(int pass, int from, int to) {}

    /// Where the mini-batch of a step lies among `samples` examples.
    ///
    /// @param epoch counted from 0, whichever was the first
    /// @param step counted from 0 in each epoch
    public Slice slice(int epoch, int step, int samples) {
        int perPass = stepsPerPass(samples);
        long batches = (long) epoch * stepsPerEpoch(samples) + step;
        int from = (int) (batches % perPass) * batchSize;
        return new Slice((int) (batches / perPass), from, (int) Math.min(samples, (long) from + batchSize));
    }

    /// Whether an epoch, counted from 0, ends with a validation, if there is anything to validate with.
    public boolean validates(int epoch) {
        return (epoch + 1) % validationFreq == 0;
    }

    /// Refuses callbacks that watch a score that there will not be.
    ///
    /// @param validated whether there are examples to validate with
    /// @throws DescriptionException naming the score
    public void checkCallbacks(Compile compile, boolean validated) {
        callbacks.forEach(callback -> callback.check(compile, validated));
    }
}
