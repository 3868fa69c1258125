package dev.millrace.engine.fit;

import dev.millrace.nn.Compile;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import java.util.ArrayList;
import java.util.List;

/// The training that a callback is hooked into: what it may look at and change. For the thread that trains.
public final class Fitting {
    private final Learner learner;
    private List<String> notes = new ArrayList<>();
    private boolean stopping;
    private long step;

    /// The training of `learner`, of which nothing is done yet.
    public Fitting(Learner learner) {
        this.learner = learner;
    }

    /// What the model is trained with.
    public Compile compile() {
        return learner.compile();
    }

    /// Gradient updates made since training began.
    public long step() {
        return step;
    }

    void step(long newStep) {
        step = newStep;
    }

    /// The learning rate of the next update.
    public double learningRate() {
        return learner.learningRate();
    }

    /// Sets the learning rate from the next update on.
    public void learningRate(double learningRate) {
        learner.learningRate(learningRate);
    }

    /// A copy of all weights.
    public List<Variable> weights() {
        return learner.weights();
    }

    /// Sets all weights; the optimizer's state stays.
    public void weights(List<Variable> weights) {
        learner.weights(weights);
    }

    /// A copy of the model: weights and the optimizer's state.
    public TrainedModel trained() {
        return learner.snapshot();
    }

    /// Ends training: after the epoch if it is over, else after this step, with the epoch's end as usual. Keras's
    /// `model.stop_training = True`.
    public void stopTraining() {
        stopping = true;
    }

    /// Whether somebody has ended training.
    public boolean stopping() {
        return stopping;
    }

    /// Says something to people, in one sentence: `Epoch 7: early stopping`.
    public void note(String note) {
        notes.add(note);
    }

    /// What was said since this was last asked.
    public List<String> takeNotes() {
        List<String> taken = List.copyOf(notes);
        notes = new ArrayList<>();
        return taken;
    }
}
