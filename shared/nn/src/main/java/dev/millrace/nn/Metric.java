package dev.millrace.nn;

/// A number people watch beside the loss; it does not steer training.
///
/// Each has the name that it is reported under. As in Keras that is the text it was asked for with (`"mae"` is
/// reported as `mae`, `"mean_absolute_error"` as that), or the `name` of a metric's object.
public interface Metric extends Named, Described {
    /// What it is reported under: `mae`.
    String name();

    /// The same metric, reported under another name.
    Metric withName(String name);

    @Override
    default String kerasName() {
        return Sequential.snakeCase(className());
    }

    /// Those beside its name.
    @Override
    default Settings settings() {
        return Settings.none();
    }

    /// Whether every setting beside the name is Keras's default.
    default boolean isPlain() {
        return true;
    }

    /// What it stands for with this loss and these predictions, under the same name.
    default Metric resolve(Loss loss, Shape output) {
        return this;
    }

    /// Refuses what it cannot score.
    ///
    /// @param gives for messages: `layer 'dense' gives shape (4, 2)`
    /// @throws DescriptionException if it cannot score predictions of shape `output`
    default void check(Shape output, String gives) {}

    /// Refuses a name that nothing can be reported under.
    ///
    /// @throws DescriptionException if `name` is one
    static void checkName(String name) {
        if (name.isEmpty() || name.equals("loss")) {
            throw new DescriptionException(
                    "The name of a metric is not empty, and not 'loss', which is the loss. Received: '" + name + "'");
        }
    }
}
