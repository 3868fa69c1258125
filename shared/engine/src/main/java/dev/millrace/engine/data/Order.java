package dev.millrace.engine.data;

import dev.millrace.nn.Fit;
import dev.millrace.nn.Shuffle;

/// The mini-batches of a training in one process: the order of the pass that a step belongs to is made once.
public final class Order {
    private final BatchSource examples;
    private final int samples;
    private final Fit fit;
    private int orderedPass = -1;
    private int[] order = {};

    /// @param samples examples that are trained, the first ones
    public Order(BatchSource examples, int samples, Fit fit) {
        this.examples = examples;
        this.samples = samples;
        this.fit = fit;
    }

    /// The mini-batch of a step; steps are counted from 0 in each epoch.
    public Batch batch(int epoch, int step) {
        Fit.Slice slice = fit.slice(epoch, step, samples);
        if (!fit.shuffle()) {
            return examples.slice(slice.from(), slice.to());
        }
        if (slice.pass() != orderedPass) {
            order = Shuffle.order(samples, fit.seed(), slice.pass());
            orderedPass = slice.pass();
        }
        return examples.pick(order, slice.from(), slice.to());
    }
}
