package dev.millrace.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is done beside training at the ends of steps and epochs, described: one of Keras's callbacks. The engine has
/// what does it.
public interface CallbackSpec extends Described {
    /// The score it watches, `val_loss`; empty where it watches none.
    default Optional<String> monitored() {
        return Optional.empty();
    }

    /// The prefix of the names of scores of the validation examples.
    String VALIDATION = "val_";

    /// Whether it changes what is trained, or which model is kept. What does not is done by whoever watches, not by a
    /// trainer.
    default boolean steers() {
        return true;
    }

    /// Whether what it watches is a score of the validation examples, which is there once they have been scored.
    default boolean watchesValidation() {
        return monitored().filter(name -> name.startsWith(VALIDATION)).isPresent();
    }

    /// Refuses a score that there will not be.
    ///
    /// @param validated whether there are examples to validate with
    /// @throws DescriptionException saying which scores there are
    default void check(Compile compile, boolean validated) {
        monitored().ifPresent(name -> {
            String score = name.startsWith(VALIDATION) ? name.substring(VALIDATION.length()) : name;
            if (!compile.scoreNames().contains(score)) {
                List<String> known = new ArrayList<>(compile.scoreNames());
                compile.scoreNames().forEach(of -> known.add(VALIDATION + of));
                throw Named.unknown("score to be monitored by " + className(), name, known);
            }
            if (watchesValidation() && !validated) {
                throw new DescriptionException(className() + " monitors '" + name + "', but nothing is validated. Set"
                        + " validation_split, give it data to validate with, or monitor '" + score + "'.");
            }
        });
    }
}
