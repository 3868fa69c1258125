package dev.millrace.keras;

import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where in an HDF5 file the variables of a model are; see [WeightsFile].
final class WeightsLayout {
    static final String LAYERS = "layers";
    static final String OPTIMIZER = "optimizer";
    static final String VARS = "vars";
    static final String WRITTEN_BY = "written_by";
    static final String ITERATIONS = "0";
    static final String LEARNING_RATE = "1";
    static final int FIRST_SLOT = 2;

    private WeightsLayout() {}

    /// The weights in each group below `layers`, by its name, in the order of `Sequential.weights`; layers without
    /// weights have no group.
    static Map<String, List<VariableSpec>> groups(Sequential model) {
        Map<String, Integer> occurrences = new HashMap<>();
        Map<String, List<VariableSpec>> groups = new LinkedHashMap<>();
        List<Shape> shapes = model.shapes();
        for (int i = 0; i < model.layers().size(); i++) {
            String name = Sequential.snakeCase(model.layers().get(i).className());
            int occurrence = occurrences.merge(name, 1, Integer::sum) - 1;
            List<VariableSpec> weights = model.layers().get(i).weights(shapes.get(i));
            if (!weights.isEmpty()) {
                groups.put(occurrence == 0 ? name : name + "_" + occurrence, weights);
            }
        }
        return groups;
    }
}
