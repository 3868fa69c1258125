package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.cuda.driver.MatrixProduct;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.DropoutMask;
import dev.millrace.engine.kernel.GradientTransform;
import dev.millrace.engine.kernel.ImageKernels;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.NormKernels;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Readout;
import dev.millrace.engine.kernel.Rectifier;
import dev.millrace.engine.kernel.Stage;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Regularizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Operations on a device, each a chain of launches; sequences of them are graphs.
final class CudaKernels implements Kernels {
    private final Device device;
    private final @Nullable LaunchTimes times;
    private final List<CudaBuffer> owned = new ArrayList<>();
    private final List<CudaReadout<?>> readouts = new ArrayList<>();
    private final List<CudaSequence> sequences = new ArrayList<>();
    private final List<MatrixProduct> planned = new ArrayList<>();
    private final CudaProducts products = new CudaProducts(this);
    private final CudaActivations activations = new CudaActivations(this);
    private final CudaElements elements = new CudaElements(this);
    private boolean closed;

    /// @param times of launches, where they are to be taken
    CudaKernels(Device device, @Nullable LaunchTimes times) {
        this.device = device;
        this.times = times;
        device.hold();
    }

    Device device() {
        return device;
    }

    CudaProducts products() {
        return products;
    }

    @Override
    public Buffer allocate(int size) {
        CudaBuffer buffer = scratch(size);
        device.zero(buffer);
        return buffer;
    }

    /// Memory of which nothing is known.
    CudaBuffer scratch(int size) {
        CudaBuffer buffer = device.allocate(size);
        owned.add(buffer);
        return buffer;
    }

    /// A product by cuBLASLt; empty where that has no algorithm for it.
    Optional<MatrixProduct> plan(MatrixProduct.Operands operands) {
        Optional<MatrixProduct> product = device.plan(operands);
        product.ifPresent(planned::add);
        return product;
    }

    @Override
    public Stage stage(Buffer to) {
        return values -> device.load(values, (CudaBuffer) to, 0);
    }

    @Override
    public Stage oneHot(Matrix to) {
        return classes -> device.load(classes, (CudaBuffer) to.buffer(), to.columns());
    }

    @Override
    public Op dense(Matrix x, Matrix kernel, @Nullable Buffer bias, Activation activation, Matrix y) {
        var chain = new CudaChain(device);
        boolean alongRows = activation.alongRows();
        var ending = new CudaProducts.Ending(address(bias), alongRows ? Activation.LINEAR : activation, 0);
        products.forward(chain, x, kernel, ending, y);
        return alongRows
                ? chain.then(activations.forward(activation, y.rows(), y.columns(), address(y), address(y)))
                : chain;
    }

    @Override
    public Op denseGradient(
            Activation activation,
            Matrix x,
            Matrix kernel,
            Matrix y,
            Matrix dy,
            Matrix dKernel,
            @Nullable Buffer dBias,
            @Nullable Matrix dx) {
        return new DenseGradient(this, activation, x, kernel, y, dy, dKernel, dBias, dx);
    }

    @Override
    public Op activation(Activation activation, Matrix x, Matrix y) {
        return activations.forward(activation, x.rows(), x.columns(), address(x), address(y));
    }

    @Override
    public Op activationGradient(Activation activation, Matrix x, Matrix y, Matrix dy) {
        long from = address(activation.gradientFromOutput() ? y : x);
        return activations.backward(activation, y.rows(), y.columns(), from, address(dy));
    }

    @Override
    public Op dropout(DropoutMask mask, Matrix x, Matrix y) {
        return elements.dropout(mask, x, y);
    }

    @Override
    public Op rescale(float[] scale, float[] offset, Matrix x, Matrix y) {
        return elements.rescale(scale, offset, x, y);
    }

    @Override
    public ImageKernels images() {
        return new CudaImages(this);
    }

    @Override
    public NormKernels norms() {
        return new CudaNorms(this);
    }

    @Override
    public Op rectify(Rectifier rectifier, Matrix x, Matrix y) {
        return elements.rectify(rectifier, x, y);
    }

    @Override
    public Op rectifyGradient(Rectifier rectifier, Matrix x, Matrix dy) {
        return elements.rectifyGradient(rectifier, x, dy);
    }

    @Override
    public Op softmax(int outer, int axis, int inner, Buffer x, Buffer y) {
        return new CudaGathers(this).softmax(outer, axis, inner, x, y);
    }

    @Override
    public Op softmaxGradient(int outer, int axis, int inner, Buffer y, Buffer dy) {
        return new CudaGathers(this).softmaxGradient(outer, axis, inner, y, dy);
    }

    @Override
    public Op lookUp(Matrix table, Buffer indices, Matrix y) {
        return new CudaGathers(this).lookUp(table, indices, y);
    }

    @Override
    public Op lookUpGradient(Buffer indices, Matrix dy, Matrix dTable) {
        return new CudaGathers(this).lookUpGradient(indices, dy, dTable);
    }

    @Override
    public Op penalty(Regularizer regularizer, Buffer weights, Buffer penalty) {
        return elements.penalty(regularizer, weights, penalty);
    }

    @Override
    public Op penaltyGradient(Regularizer regularizer, Buffer weights, Buffer gradients) {
        return elements.penaltyGradient(regularizer, weights, gradients).changingGradients();
    }

    @Override
    public Op loss(
            Loss loss,
            boolean fused,
            Matrix predictions,
            Matrix targets,
            @Nullable Buffer weights,
            Buffer losses,
            @Nullable Matrix gradient) {
        return new CudaLosses(this).bind(loss, fused, predictions, targets, weights, losses, gradient);
    }

    @Override
    public Op metric(Metric metric, Matrix predictions, Matrix targets, Buffer values) {
        return new CudaMetrics(this).metric(metric, predictions, targets, values);
    }

    @Override
    public Op pairs(Matrix predictions, Matrix targets, Buffer values) {
        return new CudaMetrics(this).pairs(predictions, targets, values);
    }

    @Override
    public Op transform(GradientTransform transform, Buffer gradients, List<Buffer> variables) {
        return new CudaTransforms(this)
                .transform(transform, gradients, variables)
                .changingGradients();
    }

    @Override
    public Op movingAverage(Buffer weights, Buffer average, Buffer scalars) {
        return new CudaTransforms(this).movingAverage(weights, average, scalars);
    }

    @Override
    public Op update(Optimizer optimizer, Buffer weights, Buffer gradients, List<Buffer> slots, Buffer scalars) {
        return new CudaOptimizers(this).update(optimizer, weights, gradients, slots, scalars);
    }

    @Override
    public <T> Readout<T> readout(Buffer values, Readout.Reader<T> reader) {
        var readout = new CudaReadout<>(device, (CudaBuffer) values, reader);
        readouts.add(readout);
        return readout;
    }

    @Override
    public Op sequence(List<Op> ops) {
        var sequence = new CudaSequence(device, times, ops);
        sequences.add(sequence);
        return sequence;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                if (device.isLost()) {
                    return;
                }
                readouts.forEach(CudaReadout::settle);
                readouts.forEach(CudaReadout::close);
                sequences.forEach(CudaSequence::close);
                planned.forEach(MatrixProduct::close);
                device.free(owned);
            } finally {
                owned.clear();
                device.letGo();
            }
        }
    }
}
