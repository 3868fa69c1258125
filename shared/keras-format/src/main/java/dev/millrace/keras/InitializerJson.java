package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Sequential;

/// Initializers as Keras writes them: `"he_uniform"`, `"HeUniform"`, or `{"class_name": "HeUniform", "config":
/// {…}}`. A `seed` is passed over: first weights follow from the seed of `fit`, and those in a file are there
/// already.
final class InitializerJson {
    private InitializerJson() {}

    static Initializer read(JsonNode node) {
        KerasObject object = KerasObject.read("initializer", node);
        Initializer initializer = byName(object.name());
        object.keys("initializer " + initializer.kerasName())
                .atDefault(newOptions())
                .passOver("seed", "dtype")
                .done();
        return initializer;
    }

    private static Initializer byName(String name) {
        for (Initializer initializer : Initializer.values()) {
            if (Sequential.snakeCase(initializer.kerasName()).equals(name)) {
                return initializer;
            }
        }
        return Initializer.of(name);
    }

    static ObjectNode write(Initializer initializer) {
        ObjectNode config = KerasObject.empty();
        switch (initializer) {
            case ZEROS, ONES -> {}
            case GLOROT_UNIFORM, HE_UNIFORM, LECUN_UNIFORM -> config.putNull("seed");
        }
        return KerasObject.write("keras.initializers", initializer.kerasName(), config);
    }

    /// What Keras writes since 3.15 and refuses before: read, not written.
    private static ObjectNode newOptions() {
        return KerasObject.empty().putNull("input_axes").putNull("output_axes");
    }
}
