package dev.millrace.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A model whose layers stand in one line, each fed by the one before.
///
/// @param name of the model
/// @param inputShape of one example, the batch axis left out: `(784,)`
/// @param layers at least one; those without a name get Keras's
public record Sequential(String name, Shape inputShape, List<Layer> layers) {
    /// Most layers of a model: each costs a trainer some milliseconds when it takes the run up.
    private static final int MAX_LAYERS = 1000;

    /// Most parameters of a model: what one array holds, with room for the gaps that align its variables.
    private static final int MAX_PARAMS = 2_000_000_000;

    public Sequential {
        if (layers.isEmpty()) {
            throw new DescriptionException("Sequential '" + name + "' has no layers. Give it at least one.");
        }
        if (layers.size() > MAX_LAYERS) {
            throw new DescriptionException(
                    "A model has at most " + MAX_LAYERS + " layers. Received: " + layers.size() + " layers.");
        }
        checkName("model", name);
        layers.forEach(layer -> checkName("layer", layer.name()));
        layers = named(layers);
        checkParams(name, layers, shapes(inputShape, layers));
    }

    /// What the model has to learn fits into one array.
    private static void checkParams(String name, List<Layer> layers, List<Shape> shapes) {
        long params = 0;
        for (int i = 0; i < layers.size(); i++) {
            for (VariableSpec weight : layers.get(i).weights(shapes.get(i))) {
                params += weight.shape().size();
            }
        }
        if (params > MAX_PARAMS) {
            throw new DescriptionException(String.format(
                    Locale.ROOT,
                    "Model '%s' has %,d parameters; at most %,d can be trained. Give its layers fewer units.",
                    name,
                    params,
                    MAX_PARAMS));
        }
    }

    /// The model of these layers, named as Keras would.
    public static Sequential of(Shape inputShape, Layer... layers) {
        return new Sequential("sequential", inputShape, List.of(layers));
    }

    /// The shape of one prediction.
    public Shape outputShape() {
        return shapes().getLast();
    }

    /// The shape of what goes into each layer in turn, and last of what comes out of the model.
    public List<Shape> shapes() {
        return shapes(inputShape, layers);
    }

    private static List<Shape> shapes(Shape inputShape, List<Layer> layers) {
        List<Shape> shapes = new ArrayList<>(layers.size() + 1);
        shapes.add(inputShape);
        for (Layer layer : layers) {
            shapes.add(layer.outputShape(shapes.getLast()));
        }
        return shapes;
    }

    /// Every weight of the model, layer by layer.
    public List<VariableSpec> weights() {
        List<Shape> shapes = shapes();
        List<VariableSpec> weights = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            weights.addAll(layers.get(i).weights(shapes.get(i)));
        }
        return List.copyOf(weights);
    }

    /// Those of the weights that training changes by their gradients.
    public List<VariableSpec> trainableWeights() {
        return weights().stream().filter(VariableSpec::trainable).toList();
    }

    /// How many numbers its weights are, state included.
    public long countParams() {
        return weights().stream().mapToLong(w -> w.shape().size()).sum();
    }

    /// `MaxPooling2D` becomes `max_pooling2d`: how Keras names layers, and groups in its files.
    public static String snakeCase(String className) {
        return className
                .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    /// Keras refuses such a name when it loads the model: in its files, a slash separates a layer from its variables.
    private static void checkName(String kind, String name) {
        if (name.contains("/")) {
            throw new DescriptionException("The name of a " + kind + " has no '/', as in Keras. Received: '" + name
                    + "'. Write it with another character, such as '_'.");
        }
    }

    private static List<Layer> named(List<Layer> layers) {
        Set<String> taken = new HashSet<>();
        for (Layer layer : layers) {
            if (!layer.name().isEmpty() && !taken.add(layer.name())) {
                throw new DescriptionException(
                        "Two layers are named '" + layer.name() + "'. Each layer of a model has a name of its own.");
            }
        }
        Map<String, Integer> counts = new HashMap<>();
        List<Layer> named = new ArrayList<>();
        for (Layer layer : layers) {
            named.add(layer.name().isEmpty() ? layer.withName(freeName(layer, counts, taken)) : layer);
        }
        return List.copyOf(named);
    }

    private static String freeName(Layer layer, Map<String, Integer> counts, Set<String> taken) {
        String base = snakeCase(layer.className());
        while (true) {
            int count = counts.merge(base, 1, Integer::sum) - 1;
            String name = count == 0 ? base : base + "_" + count;
            if (taken.add(name)) {
                return name;
            }
        }
    }
}
