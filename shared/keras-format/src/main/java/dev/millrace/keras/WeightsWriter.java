package dev.millrace.keras;

import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerState;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// Writes the tree that [WeightsFile] describes.
final class WeightsWriter {
    private WeightsWriter() {}

    static void write(Path file, TrainedModel trained) throws IOException {
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putGroup(WeightsLayout.VARS);
            // jHDF 0.13.0 writes its name over whatever stands behind the last values in the file, here the header of
            // the empty group. It writes children in the order of their names' hashes: this one is last.
            hdf.putDataset(WeightsLayout.WRITTEN_BY, "Millrace");
            if (!trained.weights().isEmpty()) {
                weights(hdf.putGroup(WeightsLayout.LAYERS), trained.model(), trained.weights());
            }
            if (trained.compile().isPresent() && trained.optimizer().isPresent()) {
                WritableGroup group = hdf.putGroup(WeightsLayout.OPTIMIZER);
                optimizer(
                        group.putGroup(WeightsLayout.VARS),
                        trained.compile().get().optimizer(),
                        trained.optimizer().get());
            }
        } catch (HdfException e) {
            throw new IOException("Could not write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void weights(WritableGroup layers, Sequential model, List<Variable> weights) {
        Iterator<Variable> next = weights.iterator();
        WeightsLayout.groups(model).forEach((group, specs) -> {
            WritableGroup vars = layers.putGroup(group).putGroup(WeightsLayout.VARS);
            for (int i = 0; i < specs.size(); i++) {
                vars.putDataset(String.valueOf(i), array(next.next()));
            }
        });
    }

    private static void optimizer(WritableGroup vars, Optimizer optimizer, OptimizerState state) {
        vars.putDataset(WeightsLayout.ITERATIONS, Math.toIntExact(state.iterations()));
        if (optimizer.learningRate() instanceof LearningRate.Constant constant) {
            vars.putDataset(WeightsLayout.LEARNING_RATE, (float) constant.value());
        }
        int first = WeightsLayout.firstSlot(optimizer);
        for (int i = 0; i < state.slots().size(); i++) {
            vars.putDataset(String.valueOf(first + i), array(state.slots().get(i)));
        }
    }

    /// The values as a number, or as an array of numbers, or as an array of such arrays: jHDF takes the shape from
    /// it.
    private static Object array(Variable variable) {
        List<Integer> dims = variable.shape().dims();
        FloatBuffer values = variable.values();
        return switch (dims.size()) {
            case 0 -> values.get();
            case 1 -> row(values, dims);
            case 2 -> matrix(values, dims);
            case 3 -> cube(values, dims);
            case 4 -> {
                float[][][][] cubes = new float[dims.getFirst()][][][];
                Arrays.setAll(cubes, i -> cube(values, dims.subList(1, 4)));
                yield cubes;
            }
            default ->
                throw new UnsupportedOperationException("Variable '" + variable.name() + "' of shape "
                        + variable.shape() + " has more than the 4 axes that are written");
        };
    }

    private static float[] row(FloatBuffer values, List<Integer> dims) {
        float[] row = new float[dims.getFirst()];
        values.get(row);
        return row;
    }

    private static float[][] matrix(FloatBuffer values, List<Integer> dims) {
        float[][] rows = new float[dims.getFirst()][];
        Arrays.setAll(rows, i -> row(values, dims.subList(1, 2)));
        return rows;
    }

    private static float[][][] cube(FloatBuffer values, List<Integer> dims) {
        float[][][] matrices = new float[dims.getFirst()][][];
        Arrays.setAll(matrices, i -> matrix(values, dims.subList(1, 3)));
        return matrices;
    }
}
