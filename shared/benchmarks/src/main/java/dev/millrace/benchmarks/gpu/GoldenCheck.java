package dev.millrace.benchmarks.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.engine.Network;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Networks that Keras has trained, trained again: the files are those of the engine's tests, which say how they were
/// made.
record GoldenCheck() implements Check {
    private static final double BOUND = 1e-5;

    /// The bias of a convolution that is normalised right after it has no gradient but rounding, of which Adam makes
    /// steps.
    private static final double NOISE = 2e-3;

    private static final List<Integer> NOISY = List.of(1, 4);

    @Override
    public String name() {
        return "golden values";
    }

    @Override
    public void run(CheckOptions options, Report report) {
        Path dense = options.golden().resolve("golden.json");
        Path layers = options.golden().resolve("golden_layers.json");
        if (!Files.exists(dense) || !Files.exists(layers)) {
            report.add(Finding.skipped("golden values", options.kernels(), "no " + dense));
            return;
        }
        JsonNode mlp = read(dense).get("mlp");
        dense(options, report, mlp, "sgd", new SGD().withLearningRate(0.1));
        dense(options, report, mlp, "adam", new Adam().withLearningRate(0.01));
        dense(options, report, mlp, "rmsprop", new RMSprop().withLearningRate(0.01));
        JsonNode network = read(layers).get("network");
        network.get("runs").fieldNames().forEachRemaining(name -> convolutional(options, report, network, name));
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void dense(CheckOptions options, Report report, JsonNode mlp, String name, Optimizer optimizer) {
        Sequential model = Sequential.of(
                Shape.of(4), Dense.of(8, Activation.RELU), Dense.of(3), ActivationLayer.of(Activation.SOFTMAX));
        var compile = new Compile(optimizer, new CategoricalCrossentropy(), Metrics.ACCURACY);
        JsonNode run = mlp.get("runs").get(name);
        float[] x = floats(mlp.get("X"));
        float[] y = floats(mlp.get("Y"));
        Training training = new Training(
                compile,
                mlp.get("batch_size").asInt(),
                run.get("history").get("loss").size(),
                (int) (mlp.get("X").size() * (1 - mlp.get("validation_split").asDouble())),
                (from, to) -> new Batch(
                        Tensor.of(Shape.of(4), part(x, 4, from, to)), Tensor.of(Shape.of(3), part(y, 3, from, to))));
        training.check(
                options, report, "dense, " + name, model, mlp.get("weights"), run, run.get("final_weights"), List.of());
    }

    private static void convolutional(CheckOptions options, Report report, JsonNode network, String name) {
        JsonNode run = network.get("runs").get(name);
        ObjectNode described = JsonNodeFactory.instance.objectNode();
        described.put("class_name", "Sequential").set("config", run.get("config"));
        Sequential model = KerasJson.model(described);
        var compile = new Compile(
                KerasJson.optimizer(run.get("compile").get("optimizer")),
                new SparseCategoricalCrossentropy(),
                Metrics.ACCURACY);
        int pixels = model.inputShape().size();
        float[] x = floats(network.get("x").get("values"));
        JsonNode y = network.get("y");
        Training training = new Training(
                compile,
                network.get("batch_size").asInt(),
                network.get("epochs").asInt(),
                (int) (y.size() * (1 - network.get("validation_split").asDouble())),
                (from, to) -> {
                    int[] classes = new int[to - from];
                    float[] weights = new float[to - from];
                    for (int i = 0; i < classes.length; i++) {
                        classes[i] = y.get(from + i).asInt();
                        weights[i] = (float) network.get("class_weight")
                                .get(String.valueOf(classes[i]))
                                .asDouble();
                    }
                    return new Batch(
                                    Tensor.of(model.inputShape(), part(x, pixels, from, to)), Tensor.ofClasses(classes))
                            .withWeights(Tensor.of(Shape.of(), weights));
                });
        training.check(
                options,
                report,
                "convolutional, " + name,
                model,
                run.get("first_weights"),
                run,
                run.get("weights_after"),
                name.startsWith("adam") ? NOISY : List.of());
    }

    private interface Batches {
        Batch of(int from, int to);
    }

    /// @param examples that are trained, the first ones
    private record Training(Compile compile, int batchSize, int epochs, int examples, Batches batches) {
        void check(
                CheckOptions options,
                Report report,
                String name,
                Sequential model,
                JsonNode first,
                JsonNode run,
                JsonNode last,
                List<Integer> noisy) {
            double scoresApart = 0;
            double weightsApart = 0;
            double noise = 0;
            var start = new TrainedModel(model, Optional.of(compile), variables(model, first), Optional.empty());
            try (var network = Network.restore(options.checked(), start)) {
                for (int epoch = 0; epoch < epochs; epoch++) {
                    var scores = new MetricAccumulators(model, compile);
                    for (int from = 0; from < examples; from += batchSize) {
                        network.trainStep(batches.of(from, Math.min(examples, from + batchSize)), scores);
                    }
                    for (var score : scores.results().entrySet()) {
                        JsonNode expected =
                                run.get("history").get(score.getKey()).get(epoch);
                        scoresApart = Math.max(scoresApart, Difference.of(score.getValue(), expected.asDouble()));
                    }
                }
                List<Variable> after = network.weights();
                for (int i = 0; i < after.size(); i++) {
                    double apart = Difference.of(after.get(i).toArray(), floats(values(last.get(i))));
                    if (noisy.contains(i)) {
                        noise = Math.max(noise, apart);
                    } else {
                        weightsApart = Math.max(weightsApart, apart);
                    }
                }
            }
            report.add(new Finding(
                    "golden: " + name,
                    options.kernels(),
                    String.format(Locale.ROOT, "weights %.1e, scores %.1e", weightsApart, scoresApart),
                    String.format(Locale.ROOT, "Keras, at most %.0e after %d epochs", BOUND, epochs),
                    weightsApart <= BOUND && scoresApart <= BOUND && noise <= NOISE ? Verdict.PASSED : Verdict.FAILED,
                    Map.of("weights", weightsApart, "scores", scoresApart, "noise", noise, "bound", BOUND)));
        }
    }

    private static List<Variable> variables(Sequential model, JsonNode given) {
        List<Variable> variables = new ArrayList<>();
        for (VariableSpec spec : model.weights()) {
            variables.add(new Variable(spec.name(), spec.shape(), floats(values(given.get(variables.size())))));
        }
        return variables;
    }

    /// Some files have the numbers with their shape beside.
    private static JsonNode values(JsonNode node) {
        return node.has("values") ? node.get("values") : node;
    }

    private static float[] floats(JsonNode node) {
        List<Float> found = new ArrayList<>();
        collect(node, found);
        float[] floats = new float[found.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = found.get(i);
        }
        return floats;
    }

    private static void collect(JsonNode node, List<Float> found) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, found));
        } else {
            found.add((float) node.asDouble());
        }
    }

    private static float[] part(float[] values, int width, int from, int to) {
        float[] part = new float[(to - from) * width];
        System.arraycopy(values, from * width, part, 0, part.length);
        return part;
    }
}
