package dev.millrace.engine.program;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Softmax;

/// Softmax along one axis.
final class SoftmaxLowering implements Lowering<Softmax> {
    @Override
    public Value forward(Softmax layer, Value x, Place place) {
        Value y = place.output();
        if (isLast(layer, x.shape())) {
            place.run(place.kernels().activation(Activation.SOFTMAX, x.rows(), y.rows()));
        } else {
            int axis = layer.axisOf(x.shape());
            place.run(place.kernels()
                    .softmax(
                            outer(x, axis),
                            x.shape().dims().get(axis),
                            inner(x.shape(), axis),
                            x.buffer(),
                            y.buffer()));
        }
        return y;
    }

    @Override
    public Value backward(Softmax layer, Value x, Value y, Value dy, Place place) {
        if (isLast(layer, x.shape())) {
            Activation through = layer.activation() == Activation.SOFTMAX ? place.activation() : Activation.SOFTMAX;
            place.run(place.kernels().activationGradient(through, x.rows(), y.rows(), dy.rows()));
        } else {
            int axis = layer.axisOf(x.shape());
            place.run(place.kernels()
                    .softmaxGradient(
                            outer(x, axis),
                            x.shape().dims().get(axis),
                            inner(x.shape(), axis),
                            y.buffer(),
                            dy.buffer()));
        }
        return dy;
    }

    private static boolean isLast(Softmax layer, Shape shape) {
        return layer.axisOf(shape) == shape.rank() - 1;
    }

    private static int outer(Value x, int axis) {
        int outer = x.count();
        for (int i = 0; i < axis; i++) {
            outer *= x.shape().dims().get(i);
        }
        return outer;
    }

    private static int inner(Shape shape, int axis) {
        int inner = 1;
        for (int i = axis + 1; i < shape.rank(); i++) {
            inner *= shape.dims().get(i);
        }
        return inner;
    }
}
