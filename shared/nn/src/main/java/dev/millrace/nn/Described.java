package dev.millrace.nn;

/// Something that Keras writes as `{"class_name": "Dense", "config": {"units": 10}}`: a layer, an initializer, an
/// optimizer.
public interface Described {
    /// Keras's class: `Dense`.
    default String className() {
        return getClass().getSimpleName();
    }

    /// Its settings by Keras's names, in Keras's order; reading them gives an equal object.
    Settings settings();
}
