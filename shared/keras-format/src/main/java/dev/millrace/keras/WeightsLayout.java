package dev.millrace.keras;

import dev.millrace.nn.Layer;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where in an HDF5 file the variables of a model are; see [WeightsFile].
final class WeightsLayout {
    static final String LAYERS = "layers";
    /// What tf.keras 2.12, 2.13 and 2.14 have in place of `layers`.
    static final String KERAS_2_LAYERS = "_layer_checkpoint_dependencies";

    static final String OPTIMIZER = "optimizer";
    static final String VARS = "vars";
    static final String WRITTEN_BY = "written_by";
    static final String ITERATIONS = "0";
    static final String LEARNING_RATE = "1";

    private static final Pattern NUMBERED = Pattern.compile("(.+)_(\\d{1,9})");

    private WeightsLayout() {}

    /// Under which number the first slot of the optimizer is: a schedule has no variable for its learning rate.
    static int firstSlot(Optimizer optimizer) {
        return switch (optimizer.learningRate()) {
            case LearningRate.Constant constant -> 2;
            case Schedule schedule -> 1;
        };
    }

    /// The groups of tf.keras 2.12 to 2.14 that hold weights, under the names that Keras 3 gives them. Keras 2 counts a
    /// layer with weights twice: `dense`, `dense_2`, `dense_4`.
    static Map<String, String> renamed(Collection<String> found) {
        Map<String, Integer> occurrences = new HashMap<>();
        Map<String, String> renamed = new LinkedHashMap<>();
        found.stream()
                .sorted(Comparator.comparing(WeightsLayout::className).thenComparingInt(WeightsLayout::occurrence))
                .forEach(name -> {
                    int occurrence = occurrences.merge(className(name), 1, Integer::sum) - 1;
                    renamed.put(numbered(className(name), occurrence), name);
                });
        return renamed;
    }

    private static String className(String group) {
        Matcher matcher = NUMBERED.matcher(group);
        return matcher.matches() ? matcher.group(1) : group;
    }

    private static int occurrence(String group) {
        Matcher matcher = NUMBERED.matcher(group);
        return matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
    }

    private static String numbered(String className, int occurrence) {
        return occurrence == 0 ? className : className + "_" + occurrence;
    }

    /// The weights in each group below `layers`, by its name, in the order of `Sequential.weights`; layers without
    /// weights have no group.
    static Map<String, List<VariableSpec>> groups(Sequential model) {
        Map<String, Integer> occurrences = new HashMap<>();
        Map<String, List<VariableSpec>> groups = new LinkedHashMap<>();
        Shape shape = model.inputShape();
        for (Layer layer : model.layers()) {
            String name = Sequential.snakeCase(layer.className());
            int occurrence = occurrences.merge(name, 1, Integer::sum) - 1;
            List<VariableSpec> weights = layer.weights(shape);
            if (!weights.isEmpty()) {
                groups.put(numbered(name, occurrence), weights);
            }
            shape = layer.outputShape(shape);
        }
        return groups;
    }
}
