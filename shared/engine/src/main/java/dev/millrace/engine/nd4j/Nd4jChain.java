package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.api.blas.Level3;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.transforms.any.Assign;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.DivOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.SubOp;
import org.nd4j.linalg.api.ops.impl.transforms.same.Square;
import org.nd4j.linalg.factory.Nd4j;

/// ND4J operations bound to their arrays, run in the order in which they were added. Every method names its result
/// last; results may be operands. Vectors broadcast along rows, `(rows, 1)` along columns.
final class Nd4jChain implements Op {
    private final OpExecutioner executioner = Nd4j.getExecutioner();
    private final Level1 level1 = Nd4j.getBlasWrapper().level1();
    private final Level3 level3 = Nd4j.getBlasWrapper().level3();
    private final List<Runnable> steps = new ArrayList<>();

    @Override
    public void run() {
        for (Runnable step : steps) {
            step.run();
        }
    }

    Nd4jChain then(Runnable step) {
        steps.add(step);
        return this;
    }

    Nd4jChain then(org.nd4j.linalg.api.ops.Op op) {
        return then(() -> executioner.exec(op));
    }

    Nd4jChain then(CustomOp op) {
        return then(() -> executioner.exec(op));
    }

    Nd4jChain copy(INDArray x, INDArray z) {
        return then(new Assign(x, z));
    }

    Nd4jChain add(INDArray x, INDArray y, INDArray z) {
        return then(new AddOp(x, y, z));
    }

    Nd4jChain subtract(INDArray x, INDArray y, INDArray z) {
        return then(new SubOp(x, y, z));
    }

    Nd4jChain multiply(INDArray x, INDArray y, INDArray z) {
        return then(new MulOp(x, y, z));
    }

    Nd4jChain divide(INDArray x, INDArray y, INDArray z) {
        return then(new DivOp(x, y, z));
    }

    Nd4jChain add(INDArray x, double scalar, INDArray z) {
        return then(new ScalarAdd(x, null, z, scalar));
    }

    Nd4jChain multiply(INDArray x, double scalar, INDArray z) {
        return then(new ScalarMultiplication(x, null, z, scalar));
    }

    /// `z = min(max(x, low), high)`
    Nd4jChain clip(INDArray x, double low, double high, INDArray z) {
        return then(new ScalarMax(x, null, z, low)).then(new ScalarMin(z, null, z, high));
    }

    Nd4jChain square(INDArray x, INDArray z) {
        return then(new Square(x, z));
    }

    Nd4jChain sqrt(INDArray x, INDArray z) {
        return then(new Sqrt(x, z));
    }

    /// `z = sum(x)` along the last axis
    Nd4jChain sumRows(INDArray x, INDArray z) {
        return then(new Sum(x, null, z, 1));
    }

    /// `z *= scalar`, whatever the scalar is when the chain runs
    Nd4jChain scale(DoubleSupplier scalar, INDArray z) {
        return then(() -> level1.scal(z.length(), scalar.getAsDouble(), z));
    }

    /// `z *= scalar`
    Nd4jChain scale(double scalar, INDArray z) {
        return scale(() -> scalar, z);
    }

    /// `z += scalar * x`, whatever the scalar is when the chain runs
    Nd4jChain addScaled(DoubleSupplier scalar, INDArray x, INDArray z) {
        return then(() -> level1.axpy(z.length(), scalar.getAsDouble(), x, z));
    }

    /// `z += scalar * x`
    Nd4jChain addScaled(double scalar, INDArray x, INDArray z) {
        return addScaled(() -> scalar, x, z);
    }

    /// `z = decay * z + (1 - decay) * x`
    Nd4jChain average(double decay, INDArray x, INDArray z) {
        return scale(decay, z).addScaled(1 - decay, x, z);
    }

    /// `z = x · y`, all column-major
    Nd4jChain product(INDArray x, boolean transposeX, INDArray y, boolean transposeY, INDArray z) {
        return then(() -> level3.gemm(x, y, z, transposeX, transposeY, 1, 0));
    }
}
