package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.optimizer.Adadelta;
import dev.millrace.nn.optimizer.Adagrad;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.AdamW;
import dev.millrace.nn.optimizer.Adamax;
import dev.millrace.nn.optimizer.Ftrl;
import dev.millrace.nn.optimizer.Lion;
import dev.millrace.nn.optimizer.Nadam;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import java.util.ArrayList;
import java.util.List;

/// This kernel set's registry of optimizers: `optimizers.cu`.
final class CudaOptimizers {
    private static final int MOST_SLOTS = 3;
    private static final int MOST_CONSTANTS = 6;

    /// Formulas.
    enum Kind {
        SGD,
        MOMENTUM,
        NESTEROV,
        RMSPROP,
        ADAGRAD,
        ADADELTA,
        ADAM,
        ADAMAX,
        NADAM,
        LION,
        FTRL
    }

    private final CudaKernels kernels;

    CudaOptimizers(CudaKernels kernels) {
        this.kernels = kernels;
    }

    /// As `Kernels.update` has it.
    Update update(Optimizer optimizer, Buffer weights, Buffer gradients, List<Buffer> slots, Buffer scalars) {
        return new Update(kernels.device(), weights, gradients, arguments(optimizer, weights, slots, scalars));
    }

    /// What every kernel that ends in `update_one` takes, in this order: `int kind, float* w, float* s0, float* s1,
    /// float* s2, const float* scalars, float k0, float k1, float k2, float k3, float k4, float k5, float decay`.
    ///
    /// @param weights those that are updated: all of them, or the part that a variable has
    /// @param slots the same part of each
    static Object[] arguments(Optimizer optimizer, Buffer weights, List<Buffer> slots, Buffer scalars) {
        Formula formula = formula(optimizer);
        List<Object> arguments = new ArrayList<>();
        arguments.add(CudaDefines.code(formula.kind));
        arguments.add(address(weights));
        for (int place = 0; place < MOST_SLOTS; place++) {
            int slot = formula.slots.indexOf(place);
            arguments.add(slot < 0 ? 0L : address(slots.get(slot)));
        }
        arguments.add(address(scalars));
        for (int i = 0; i < MOST_CONSTANTS; i++) {
            arguments.add(
                    i < formula.constants.size() ? formula.constants.get(i).floatValue() : 0f);
        }
        arguments.add(optimizer.options().weightDecay().orElse(0.0).floatValue());
        return arguments.toArray();
    }

    /// @param slots which of `s0` to `s2` each slot of the optimizer is
    /// @param constants `k0` and on
    private record Formula(Kind kind, List<Integer> slots, List<Double> constants) {
        static Formula of(Kind kind, List<Integer> slots, Double... constants) {
            return new Formula(kind, slots, List.of(constants));
        }
    }

    private static Formula formula(Optimizer optimizer) {
        return switch (optimizer) {
            case SGD o -> sgd(o);
            case RMSprop o -> Formula.of(Kind.RMSPROP, slots(o), 1 - o.rho(), o.momentum(), o.epsilon());
            case Adagrad o -> Formula.of(Kind.ADAGRAD, List.of(0), o.epsilon());
            case Adadelta o -> Formula.of(Kind.ADADELTA, List.of(0, 1), 1 - o.rho(), o.epsilon());
            case Adam o ->
                Formula.of(
                        Kind.ADAM,
                        o.amsgrad() ? List.of(0, 1, 2) : List.of(0, 1),
                        1 - o.beta1(),
                        1 - o.beta2(),
                        o.epsilon());
            case AdamW o -> formula(o.asAdam());
            case Adamax o -> Formula.of(Kind.ADAMAX, List.of(0, 1), 1 - o.beta1(), o.beta2(), o.epsilon());
            case Nadam o -> Formula.of(Kind.NADAM, List.of(0, 1), 1 - o.beta1(), 1 - o.beta2(), o.epsilon());
            case Lion o -> Formula.of(Kind.LION, List.of(0), o.beta1(), 1 - o.beta1(), o.beta2(), 1 - o.beta2());
            case Ftrl o ->
                Formula.of(
                        Kind.FTRL,
                        List.of(0, 1),
                        -o.learningRatePower(),
                        o.l1RegularizationStrength(),
                        o.l2RegularizationStrength(),
                        o.l2ShrinkageRegularizationStrength(),
                        o.beta());
            default -> throw new IllegalArgumentException("No update is registered for " + optimizer.getClass());
        };
    }

    private static Formula sgd(SGD sgd) {
        return sgd.momentum() == 0
                ? Formula.of(Kind.SGD, List.of())
                : Formula.of(sgd.nesterov() ? Kind.NESTEROV : Kind.MOMENTUM, List.of(0), sgd.momentum());
    }

    /// Velocity; the momentum, if there is one; the mean of the gradient, if it is centered.
    private static List<Integer> slots(RMSprop rmsprop) {
        List<Integer> slots = new ArrayList<>(List.of(0));
        if (rmsprop.momentum() > 0) {
            slots.add(1);
        }
        if (rmsprop.centered()) {
            slots.add(2);
        }
        return slots;
    }
}
