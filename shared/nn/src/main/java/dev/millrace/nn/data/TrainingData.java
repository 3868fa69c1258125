package dev.millrace.nn.data;

import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;

/// What a model is trained with: examples to train, and perhaps others to score after each epoch.
public interface TrainingData {
    /// For people: `mnist`, `houses.csv`.
    String name();

    /// Examples to train with.
    Examples train();

    /// Examples to score after each epoch; may be none.
    Examples validation();

    /// Checks the model, what it is compiled with and how it is trained against these examples and each other, so that
    /// what is wrong is said before anything starts.
    ///
    /// @throws DescriptionException saying what does not fit what
    default void check(Sequential model, Compile compile, Fit fit) {
        compile.check(model);
        train().form().check("dataset '" + name() + "'", model, compile);
        checkWeights(fit);
        if (fit.validationSplit() > 0 && validation().size() > 0) {
            throw new DescriptionException("Dataset '" + name() + "' has "
                    + validation().size()
                    + " examples to validate with already. Received: validation_split=" + fit.validationSplit()
                    + ". Leave it out.");
        }
        int training = fit.trainingSamples(train().size());
        fit.checkCallbacks(compile, validation().size() + train().size() - training > 0);
    }

    private void checkWeights(Fit fit) {
        if (fit.classWeight().isEmpty()) {
            return;
        }
        ExampleForm form = train().form();
        if (form.weighted()) {
            throw new DescriptionException("Examples of dataset '" + name() + "' have weights of their own, and"
                    + " 'class_weight' gives them others. Leave one of them out.");
        }
        if (form.classes().isEmpty()) {
            throw new DescriptionException("'class_weight' weighs examples by their class, but the targets of dataset '"
                    + name() + "' are values.");
        }
        int count = form.classes().getAsInt();
        for (int number : fit.classWeight().keySet()) {
            if (number >= count) {
                throw new DescriptionException("'class_weight' names class " + number + ", but dataset '" + name()
                        + "' has classes 0 to " + (count - 1) + ".");
            }
        }
    }
}
