package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Keras's `Embedding` layer: a row of a table for each whole number.
///
/// Input `(batch_size, ...)`, whole numbers in `[0, input_dim)`; output `(batch_size, ..., output_dim)`; embeddings
/// `(input_dim, output_dim)`. A number outside of the range is taken as the nearest within it, as Keras's JAX backend
/// does.
///
/// @param inputDim how many rows the table has: at most 2^24, as inputs are float32
public record Embedding(
        String name, int inputDim, int outputDim, WeightOptions embeddings, Optional<Regularizer> activityRegularizer)
        implements Layer {
    static final Kind<Layer> KIND = Kind.of(Embedding.class, "input_dim", Embedding::read);

    private static final Initializer UNIFORM = new Initializer.RandomUniform(-0.05, 0.05);

    public Embedding {
        Checks.positive("Embedding", name, "input_dim", inputDim);
        Checks.positive("Embedding", name, "output_dim", outputDim);
        if (inputDim > 1 << 24) {
            throw new DescriptionException("Embedding" + Checks.quoted(name)
                    + ": input_dim is at most 16777216, as inputs are float32. Received: input_dim=" + inputDim);
        }
    }

    /// A layer with Keras's defaults.
    public static Embedding of(int inputDim, int outputDim) {
        return new Embedding("", inputDim, outputDim, WeightOptions.of(UNIFORM), Optional.empty());
    }

    private static Embedding read(Config config) {
        config.require("output_dim", "64");
        config.only("mask_zero", false);
        config.only("weights", null);
        config.ignore("input_length");
        return new Embedding(
                config.text("name", ""),
                config.whole("input_dim"),
                config.whole("output_dim"),
                WeightOptions.read(config, "embeddings", UNIFORM),
                config.object("activity_regularizer", Regularizer.KINDS));
    }

    @Override
    public Embedding withName(String newName) {
        return new Embedding(newName, inputDim, outputDim, embeddings, activityRegularizer);
    }

    @Override
    public Shape outputShape(Shape input) {
        List<Integer> dims = new ArrayList<>(input.dims());
        dims.add(outputDim);
        return new Shape(dims);
    }

    @Override
    public List<VariableSpec> weights(Shape input) {
        return List.of(embeddings.spec(name + "/embeddings", Shape.of(inputDim, outputDim)));
    }

    @Override
    public Settings settings() {
        return Settings.of("input_dim", inputDim)
                .and("output_dim", outputDim)
                .and("embeddings_initializer", embeddings.initializer())
                .and("embeddings_regularizer", embeddings.regularizer())
                .and("activity_regularizer", activityRegularizer)
                .and("embeddings_constraint", embeddings.constraint())
                .and("mask_zero", false);
    }
}
