package dev.millrace.keras;

import dev.millrace.nn.Layer;
import dev.millrace.nn.OptimizerState;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;
import java.lang.reflect.Array;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Keras's `.weights.h5`:
///
/// ```
/// /layers/<class in snake case>[_<occurrence>]/vars/<n>   weights of a layer, in Keras's order
/// /optimizer/vars/0                                       iteration, a scalar
/// /optimizer/vars/1                                       learning rate, a scalar
/// /optimizer/vars/2…                                      slots, in the order of `Optimizer.slots`
/// ```
///
/// Groups without content are left out: Keras does not need them, and jHDF 0.13.0 writes them wrongly.
final class WeightsFile {
    private static final int SLOTS_FROM = 2;

    private WeightsFile() {}

    static void write(Path file, TrainedModel trained) {
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            Map<String, Variable> weights = new HashMap<>();
            trained.weights().forEach(w -> weights.put(w.name(), w));
            if (!weights.isEmpty()) {
                WritableGroup layers = hdf.putGroup("layers");
                groups(trained.model()).forEach((group, specs) -> {
                    WritableGroup vars = layers.putGroup(group).putGroup("vars");
                    for (int i = 0; i < specs.size(); i++) {
                        put(
                                vars,
                                i,
                                Objects.requireNonNull(weights.get(specs.get(i).name())));
                    }
                });
            }
            if (trained.optimizer().isPresent() && trained.compile().isPresent()) {
                OptimizerState state = trained.optimizer().get();
                WritableGroup vars = hdf.putGroup("optimizer").putGroup("vars");
                vars.putDataset("0", Math.toIntExact(state.iterations()));
                vars.putDataset("1", (float) trained.compile().get().optimizer().learningRate());
                for (int i = 0; i < state.slots().size(); i++) {
                    put(vars, SLOTS_FROM + i, state.slots().get(i));
                }
            }
        }
    }

    private static void put(WritableGroup vars, int index, Variable variable) {
        vars.putDataset(
                String.valueOf(index),
                nested(variable.values(), variable.shape().dims(), 0));
    }

    /// The values as Java's arrays of arrays, which is what jHDF takes.
    private static Object nested(FloatBuffer values, List<Integer> dims, int axis) {
        if (dims.size() == axis) {
            return values.get();
        }
        if (dims.size() == axis + 1) {
            float[] row = new float[dims.get(axis)];
            values.get(row);
            return row;
        }
        int[] sizes = dims.subList(axis, dims.size()).stream()
                .mapToInt(Integer::intValue)
                .toArray();
        Object array = Array.newInstance(float.class, sizes);
        for (int i = 0; i < sizes[0]; i++) {
            Array.set(array, i, nested(values, dims, axis + 1));
        }
        return array;
    }

    /// The weights of each group, by the group's name. Keras counts occurrences of a class, whatever the layers' names.
    private static Map<String, List<VariableSpec>> groups(Sequential model) {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, List<VariableSpec>> groups = new LinkedHashMap<>();
        for (int i = 0; i < model.layers().size(); i++) {
            Layer layer = model.layers().get(i);
            String base = Sequential.snakeCase(layer.className());
            int count = counts.merge(base, 1, Integer::sum) - 1;
            List<VariableSpec> weights = layer.weights(model.shapeBefore(i));
            if (!weights.isEmpty()) {
                groups.put(count == 0 ? base : base + "_" + count, weights);
            }
        }
        return groups;
    }

    static List<Variable> readWeights(Path file, String name, Sequential model) {
        try (var hdf = new HdfFile(file)) {
            List<Variable> weights = new ArrayList<>();
            groups(model).forEach((group, specs) -> {
                for (int i = 0; i < specs.size(); i++) {
                    weights.add(read(hdf, name, "layers/" + group + "/vars/" + i, specs.get(i)));
                }
            });
            return weights;
        } catch (HdfException e) {
            throw new KerasFileException(name + ": the weights are no HDF5 file that can be read: " + e.getMessage());
        }
    }

    /// The optimizer's state; absent where there is none that fits, as in Keras, which then starts afresh.
    static Optional<OptimizerState> readOptimizer(Path file, String name, List<VariableSpec> slots) {
        try (var hdf = new HdfFile(file)) {
            Optional<Group> vars = find(hdf, "optimizer/vars").map(Group.class::cast);
            if (vars.isEmpty() || vars.get().getChildren().size() != SLOTS_FROM + slots.size()) {
                return Optional.empty();
            }
            Object iteration = dataset(hdf, name, "optimizer/vars/0").getData();
            List<Variable> read = new ArrayList<>();
            for (int i = 0; i < slots.size(); i++) {
                read.add(read(hdf, name, "optimizer/vars/" + (SLOTS_FROM + i), slots.get(i)));
            }
            return Optional.of(new OptimizerState(((Number) iteration).longValue(), read));
        }
    }

    private static Variable read(HdfFile hdf, String name, String path, VariableSpec spec) {
        Dataset dataset = dataset(hdf, name, path);
        List<Integer> dims = Arrays.stream(dataset.getDimensions()).boxed().toList();
        if (!dims.equals(spec.shape().dims()) || dataset.getJavaType() != float.class) {
            throw new KerasFileException(name + ": /" + path + " is " + dataset.getJavaType() + " " + dims
                    + ", expected float " + spec.shape().dims() + " for '" + spec.name() + "'");
        }
        Object flat = dims.isEmpty() ? new float[] {(float) dataset.getData()} : dataset.getDataFlat();
        return new Variable(spec.name(), spec.shape(), (float[]) flat);
    }

    private static Dataset dataset(HdfFile hdf, String name, String path) {
        Optional<Node> node = find(hdf, path);
        if (node.isEmpty() || !(node.get() instanceof Dataset dataset)) {
            throw new KerasFileException(name + ": /" + path + " is missing. The file holds another model's weights, or"
                    + " is not one of Keras 3.");
        }
        return dataset;
    }

    private static Optional<Node> find(HdfFile hdf, String path) {
        Node node = hdf;
        for (String part : path.split("/", -1)) {
            if (!(node instanceof Group group) || !group.getChildren().containsKey(part)) {
                return Optional.empty();
            }
            node = group.getChild(part);
        }
        return Optional.of(node);
    }
}
