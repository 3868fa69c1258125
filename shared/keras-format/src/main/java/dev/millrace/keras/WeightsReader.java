package dev.millrace.keras;

import dev.millrace.nn.Compile;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerState;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Reads the tree that [WeightsFile] describes, and accepts nothing else: every variable of the model is there in
/// its shape, no other layer is, values lie in the file itself, uncompressed.
final class WeightsReader {
    private static final long BYTES_PER_PARAM = 8L * Float.BYTES;
    private static final long BYTES_PER_LAYER = 64L << 10;
    private static final long BYTES_PER_FILE = 1L << 20;

    private final Group root;
    private final String name;

    private WeightsReader(Group root, String name) {
        this.root = root;
        this.name = name;
    }

    /// More bytes than any file with weights and optimizer state of `model` takes.
    static long limit(Sequential model) {
        return BYTES_PER_FILE + BYTES_PER_LAYER * model.layers().size() + BYTES_PER_PARAM * model.countParams();
    }

    /// Refuses a model before any of its weights is read, where there are too few or too many of them.
    ///
    /// @param name of the model, for messages
    /// @param there bytes of the file that is to hold the weights, where that is known
    /// @param memory bytes that weights may take
    /// @throws KerasFileException if they cannot be all there, or take more
    static void checkSize(String name, Sequential model, OptionalLong there, long memory) {
        long bytes = model.countParams() * Float.BYTES;
        String params = name + " has " + model.countParams() + " parameters, which take " + bytes + " bytes";
        if (there.isPresent() && there.getAsLong() < bytes) {
            throw new KerasFileException(params + ", but the file with its weights has " + there.getAsLong() + ".");
        }
        long largest =
                model.weights().stream().mapToLong(w -> w.shape().size()).max().orElse(0) * Float.BYTES;
        if (bytes + largest > memory) {
            throw new KerasFileException(params + ". This program may use " + memory
                    + " bytes: give it more with -Xmx, for the weights and once more for the largest, of " + largest
                    + " bytes.");
        }
    }

    /// @param name of the file, for messages
    /// @throws KerasFileException if it is damaged or does not fit
    static TrainedModel read(Path file, String name, Sequential model, Optional<Compile> compile) throws IOException {
        try (Arena arena = Arena.ofConfined();
                HdfFile hdf = open(file, arena)) {
            return new WeightsReader(hdf, name).read(model, compile);
        } catch (KerasFileException e) {
            throw e;
        } catch (RuntimeException e) {
            // What jHDF throws on damaged bytes is not only its own exceptions.
            throw new KerasFileException(name + " is no HDF5 file, or is damaged: " + e, e);
        }
    }

    /// Mapped, a length that damaged bytes claim is checked against the file before anything is allocated.
    private static HdfFile open(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.size() > Integer.MAX_VALUE
                    ? new HdfFile(file)
                    : HdfFile.fromByteBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)
                            .asByteBuffer());
        }
    }

    private TrainedModel read(Sequential model, Optional<Compile> compile) {
        List<Variable> weights = weights(WeightsLayout.groups(model));
        Optional<Group> vars = vars(root, WeightsLayout.OPTIMIZER);
        if (compile.isEmpty() || vars.isEmpty() || isOfKeras2(compile.get().optimizer(), vars.get())) {
            return new TrainedModel(model, compile, weights, Optional.empty());
        }
        Compile resumed = withLearningRate(compile.get(), vars.get());
        List<VariableSpec> slots = resumed.optimizer().slots(model.trainableWeights());
        return new TrainedModel(model, Optional.of(resumed), weights, state(vars.get(), slots, resumed.optimizer()));
    }

    private List<Variable> weights(Map<String, List<VariableSpec>> expected) {
        boolean keras2 = group(root, WeightsLayout.KERAS_2_LAYERS).isPresent();
        Optional<Group> layers = group(root, keras2 ? WeightsLayout.KERAS_2_LAYERS : WeightsLayout.LAYERS);
        if (layers.isEmpty() && !expected.isEmpty()) {
            throw new KerasFileException(name + " has no group 'layers', as Keras writes it. Found: "
                    + new TreeSet<>(root.getChildren().keySet()) + ".");
        }
        Set<String> found = new TreeSet<>();
        layers.ifPresent(l -> l.getChildren().keySet().stream()
                .filter(layer ->
                        !vars(l, layer).map(Group::getChildren).orElse(Map.of()).isEmpty())
                .forEach(found::add));
        Map<String, String> groups =
                keras2 ? WeightsLayout.renamed(found) : found.stream().collect(Collectors.toMap(g -> g, g -> g));
        if (!groups.keySet().equals(expected.keySet())) {
            throw new KerasFileException(name + " holds the weights of another model. Found layers: " + found
                    + ". Expected: " + new TreeSet<>(expected.keySet()) + ".");
        }
        List<Variable> weights = new ArrayList<>();
        expected.forEach((layer, specs) -> weights.addAll(variables(
                vars(layers.orElseThrow(), Objects.requireNonNull(groups.get(layer)))
                        .orElseThrow(),
                0,
                specs)));
        return weights;
    }

    /// Keras 2 has no learning rate among an optimizer's variables: its slots follow on the iterations.
    private boolean isOfKeras2(Optimizer optimizer, Group vars) {
        if (optimizer.learningRate() instanceof Schedule) {
            // Without one in Keras 3, too.
            return group(root, WeightsLayout.KERAS_2_LAYERS).isPresent();
        }
        return !(vars.getChildren().get(WeightsLayout.LEARNING_RATE) instanceof Dataset second)
                || second.getDimensions().length > 0;
    }

    private Compile withLearningRate(Compile compile, Group vars) {
        Optimizer optimizer = compile.optimizer();
        return switch (optimizer.learningRate()) {
            case Schedule schedule -> compile;
            case LearningRate.Constant constant -> {
                float rate = (float) scalar(vars, WeightsLayout.LEARNING_RATE, Float.class);
                yield (float) constant.value() == rate
                        ? compile
                        : compile.withOptimizer(optimizer.withLearningRate(rate));
            }
        };
    }

    /// The state; absent where the optimizer has not taken a step, for which Keras writes no slots.
    private Optional<OptimizerState> state(Group vars, List<VariableSpec> slots, Optimizer optimizer) {
        int found = vars.getChildren().size();
        int first = WeightsLayout.firstSlot(optimizer);
        if (found == first && !slots.isEmpty()) {
            return Optional.empty();
        }
        if (found != first + slots.size()) {
            throw new KerasFileException(name + ": " + vars.getPath() + " holds " + found + " variables. Expected: "
                    + (first + slots.size()) + " for " + optimizer.className() + ".");
        }
        long iterations = scalar(vars, WeightsLayout.ITERATIONS, Number.class).longValue();
        return Optional.of(new OptimizerState(iterations, variables(vars, first, slots)));
    }

    /// The variables in `vars`, numbered from `first`.
    private List<Variable> variables(Group vars, int first, List<VariableSpec> specs) {
        if (vars.getChildren().size() != first + specs.size()) {
            throw new KerasFileException(name + ": " + vars.getPath() + " holds "
                    + vars.getChildren().size() + " variables. Expected: "
                    + specs.stream().map(s -> s.name() + " " + s.shape()).toList() + ".");
        }
        List<Variable> variables = new ArrayList<>();
        for (VariableSpec spec : specs) {
            variables.add(variable(dataset(vars, String.valueOf(first + variables.size())), spec));
        }
        return variables;
    }

    private Variable variable(Dataset dataset, VariableSpec spec) {
        Shape shape = spec.shape();
        List<Integer> dims = Arrays.stream(dataset.getDimensions()).boxed().toList();
        boolean isFloat = dataset.getJavaType() == float.class || dataset.getJavaType() == Float.class;
        if (!dims.equals(shape.dims()) || !isFloat) {
            throw new KerasFileException(name + ": " + dataset.getPath() + " is "
                    + dataset.getJavaType().getSimpleName() + " " + Shape.toString(dims) + ". Expected: float " + shape
                    + " for '" + spec.name() + "'.");
        }
        return shape.rank() == 0
                ? new Variable(spec.name(), shape, (float) dataset.getData())
                : new Variable(spec.name(), shape, (float[]) dataset.getDataFlat());
    }

    private <T> T scalar(Group vars, String child, Class<T> type) {
        Dataset dataset = dataset(vars, child);
        if (!dataset.isScalar() || !type.isInstance(dataset.getData())) {
            throw new KerasFileException(name + ": " + dataset.getPath() + " is "
                    + dataset.getJavaType().getSimpleName() + " " + Arrays.toString(dataset.getDimensions())
                    + ". Expected: a scalar " + type.getSimpleName() + ".");
        }
        return type.cast(dataset.getData());
    }

    private Dataset dataset(Group group, String child) {
        Node node = own(group, child).orElse(null);
        if (!(node instanceof Dataset dataset)) {
            throw new KerasFileException(name + ": " + group.getPath() + child + " is missing. Found: "
                    + new TreeSet<>(group.getChildren().keySet()) + ".");
        }
        if (dataset.getStorageInBytes() != dataset.getSizeInBytes()) {
            throw new KerasFileException(name + ": " + dataset.getPath() + " takes " + dataset.getStorageInBytes()
                    + " bytes. Expected: " + dataset.getSizeInBytes() + ", neither compressed nor left out.");
        }
        return dataset;
    }

    private Optional<Group> vars(Group parent, String child) {
        return group(parent, child).flatMap(g -> group(g, WeightsLayout.VARS));
    }

    private Optional<Group> group(Group parent, String child) {
        return own(parent, child).filter(Group.class::isInstance).map(Group.class::cast);
    }

    /// The child, which is to lie in this file and in this place.
    private Optional<Node> own(Group parent, String child) {
        Optional<Node> node = Optional.ofNullable(parent.getChildren().get(child));
        if (node.isPresent() && node.get().isLink()) {
            throw new KerasFileException(name + ": " + parent.getPath() + child + " is a link. Expected: a group or a"
                    + " dataset of the file itself.");
        }
        return node;
    }
}
