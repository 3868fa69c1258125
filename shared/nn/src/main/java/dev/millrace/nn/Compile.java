package dev.millrace.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What a model is trained with; the arguments of Keras's `compile`.
///
/// @param metrics reported beside the loss, in this order; examples count alike, whatever their weights
/// @param weightedMetrics reported after them; each example counts as much as its weight says
public record Compile(Optimizer optimizer, Loss loss, List<Metric> metrics, List<Metric> weightedMetrics) {
    /// @throws DescriptionException if two metrics would be reported under one name
    public Compile {
        metrics = List.copyOf(metrics);
        weightedMetrics = List.copyOf(weightedMetrics);
        Set<String> seen = new HashSet<>();
        for (String name : scoreNames(metrics, weightedMetrics)) {
            if (!seen.add(name)) {
                throw new DescriptionException(
                        "Two metrics would be reported as '" + name + "'. Give one of them another name.");
            }
        }
    }

    public Compile(Optimizer optimizer, Loss loss, List<Metric> metrics) {
        this(optimizer, loss, metrics, List.of());
    }

    public Compile(Optimizer optimizer, Loss loss, Metric... metrics) {
        this(optimizer, loss, List.of(metrics));
    }

    public Compile withOptimizer(Optimizer optimizer) {
        return new Compile(optimizer, loss, metrics, weightedMetrics);
    }

    /// Metrics and weighted metrics in the order in which they are reported.
    public List<Metric> allMetrics() {
        return Stream.concat(metrics.stream(), weightedMetrics.stream()).toList();
    }

    /// What is reported, in order: `loss`, then a name for each of `allMetrics`. As in Keras, of several metrics of
    /// one name the later ones are `mae_1`, `mae_2`; a weighted one is `weighted_mae` then.
    public List<String> scoreNames() {
        return scoreNames(metrics, weightedMetrics);
    }

    private static List<String> scoreNames(List<Metric> metrics, List<Metric> weightedMetrics) {
        List<String> names = new ArrayList<>(List.of("loss"));
        Map<String, Integer> uses = new HashMap<>();
        metrics.forEach(metric -> names.add(next(metric.name(), uses)));
        weightedMetrics.forEach(metric ->
                names.add(next(uses.containsKey(metric.name()) ? "weighted_" + metric.name() : metric.name(), uses)));
        return names;
    }

    private static String next(String name, Map<String, Integer> uses) {
        int before = uses.merge(name, 1, Integer::sum) - 1;
        return before == 0 ? name : name + "_" + before;
    }

    /// Refuses a loss or a metric that cannot score what the model predicts.
    ///
    /// @throws DescriptionException naming the last layer
    public void check(Sequential model) {
        Shape output = model.outputShape();
        String gives = "layer '" + model.layers().getLast().name() + "' gives shape " + output;
        if (loss.ofClasses() && output.last() == 1) {
            throw new DescriptionException("Loss '" + loss.kerasName() + "' wants one output per class, but " + gives
                    + ". Give it as many units as there are classes, or use 'binary_crossentropy'.");
        }
        for (Metric metric : allMetrics()) {
            metric.check(output, gives);
        }
    }
}
