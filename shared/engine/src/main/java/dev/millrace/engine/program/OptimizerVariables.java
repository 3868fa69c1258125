package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.GradientTransform;
import dev.millrace.engine.kernel.GradientTransform.Accumulate;
import dev.millrace.engine.kernel.GradientTransform.ClipByGlobalNorm;
import dev.millrace.engine.kernel.GradientTransform.ClipByNorm;
import dev.millrace.engine.kernel.GradientTransform.ClipByValue;
import dev.millrace.engine.kernel.GradientTransform.Mean;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Op;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.OptimizerState;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Gradients, and what the optimizer keeps between steps: a buffer per kind of slot, each laid out like the
/// weights.
public final class OptimizerVariables {
    private final Layout layout;
    private final List<VariableSpec> weights;
    private final List<VariableSpec> specs;

    /// By kind, in the order of `Optimizer.slots`.
    private final Map<String, Buffer> slots = new LinkedHashMap<>();

    /// The values of those slots that belong to no weight.
    private final float[] kept;

    private final StepScalars scalars;
    private final Buffer gradients;
    private long iterations;

    /// First values of everything; no step was taken.
    ///
    /// @param layout of the weights that are trained
    public OptimizerVariables(Kernels kernels, Sequential model, Layout layout, Optimizer optimizer) {
        this.layout = layout;
        this.weights = model.trainableWeights();
        this.specs = optimizer.slots(weights);
        this.gradients = kernels.allocate(layout.size());
        this.scalars = new StepScalars(kernels, model.layers().size());
        this.kept = new float
                [Math.toIntExact(specs.stream().filter(spec -> !isSlot(spec)).count())];
        int next = 0;
        for (VariableSpec spec : specs) {
            FloatBuffer first = InitialValues.of(spec, 0);
            if (isSlot(spec)) {
                slots.computeIfAbsent(kind(spec), kind -> kernels.allocate(layout.size()));
                slice(spec).upload(first);
            } else {
                kept[next++] = first.get();
            }
        }
    }

    /// Laid out like the weights.
    public Buffer gradients() {
        return gradients;
    }

    /// Where the keys of masks that are drawn from `seed` are, in each step others.
    Buffer keys(int seed) {
        return scalars.keys(seed);
    }

    /// Whether the next step updates the weights, and does not only accumulate gradients.
    boolean updatesNext(Optimizer optimizer) {
        return optimizer.options().updatesAfter(iterations);
    }

    /// What follows the backward pass: transforms of the gradients, where there are some; the update; the moving
    /// average.
    ///
    /// @param parameters all weights that are trained, laid out like the gradients
    /// @param updates whether it is for steps that update the weights
    public List<Op> update(Kernels kernels, Optimizer optimizer, Buffer parameters, boolean updates) {
        List<Buffer> parts = weights.stream()
                .map(weight ->
                        layout.slice(gradients, weight.name(), weight.shape().size()))
                .toList();
        List<Op> ops = new ArrayList<>();
        for (GradientTransform transform : transforms(optimizer.options(), updates)) {
            ops.add(kernels.transform(transform, gradients, parts));
        }
        if (updates) {
            List<Buffer> own = optimizer.ownSlots(weights).stream()
                    .filter(this::isSlot)
                    .map(OptimizerVariables::kind)
                    .distinct()
                    .map(this::slot)
                    .toList();
            ops.add(kernels.update(optimizer, parameters, gradients, own, scalars.buffer()));
        }
        if (optimizer.options().useEma()) {
            ops.add(kernels.movingAverage(parameters, slot(OptimizerOptions.AVERAGE), scalars.buffer()));
        }
        return ops;
    }

    private List<GradientTransform> transforms(OptimizerOptions options, boolean updates) {
        List<GradientTransform> transforms = new ArrayList<>();
        options.gradientAccumulationSteps().ifPresent(steps -> {
            Buffer sums = slot(OptimizerOptions.GRADIENT_ACCUMULATOR);
            transforms.add(updates ? new Mean(sums, steps) : new Accumulate(sums));
        });
        if (updates) {
            options.clipnorm().map(ClipByNorm::new).ifPresent(transforms::add);
            options.globalClipnorm().map(ClipByGlobalNorm::new).ifPresent(transforms::add);
            options.clipvalue().map(ClipByValue::new).ifPresent(transforms::add);
        }
        return transforms;
    }

    /// Prepares the next step and counts it.
    public void advance(Optimizer optimizer) {
        scalars.next(optimizer, iterations, kept);
        iterations++;
    }

    /// Steps so far.
    public long iterations() {
        return iterations;
    }

    /// Overwrites the weights with their moving average, where there is one and a step was taken.
    ///
    /// @param parameters all weights that are trained
    public void endTraining(Buffer parameters) {
        Buffer average = slots.get(OptimizerOptions.AVERAGE);
        if (average != null && iterations > 0) {
            FloatBuffer values = FloatBuffer.allocate(average.size());
            average.download(values);
            parameters.upload(values.flip());
        }
    }

    /// A copy of everything that is kept.
    public OptimizerState snapshot() {
        List<Variable> copies = new ArrayList<>();
        int next = 0;
        for (VariableSpec spec : specs) {
            copies.add(
                    isSlot(spec)
                            ? Parameters.copy(spec, slice(spec))
                            : new Variable(spec.name(), spec.shape(), kept[next++]));
        }
        return new OptimizerState(iterations, copies);
    }

    /// Overwrites everything that is kept.
    public void restore(OptimizerState state) {
        iterations = state.iterations();
        int next = 0;
        for (int i = 0; i < specs.size(); i++) {
            FloatBuffer values = state.slots().get(i).values();
            if (isSlot(specs.get(i))) {
                slice(specs.get(i)).upload(values);
            } else {
                kept[next++] = values.get();
            }
        }
    }

    /// Nadam's `u_product` belongs to no weight.
    private boolean isSlot(VariableSpec spec) {
        return layout.offsets().containsKey(weight(spec));
    }

    private Buffer slot(String kind) {
        return Objects.requireNonNull(slots.get(kind), kind);
    }

    private Buffer slice(VariableSpec spec) {
        return layout.slice(slot(kind(spec)), weight(spec), spec.shape().size());
    }

    /// `dense/kernel` of `dense/kernel/momentum`
    private static String weight(VariableSpec spec) {
        return spec.name().substring(0, Math.max(0, spec.name().lastIndexOf('/')));
    }

    /// `momentum` of `dense/kernel/momentum`
    private static String kind(VariableSpec spec) {
        return spec.name().substring(spec.name().lastIndexOf('/') + 1);
    }
}
