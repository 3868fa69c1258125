package dev.millrace.engine.program;

import dev.millrace.nn.layer.Rescaling;
import java.util.List;

/// `y = x * scale + offset`.
final class RescalingLowering implements Lowering<Rescaling> {
    @Override
    public Value forward(Rescaling layer, Value x, Place place) {
        Value y = place.output();
        int columns = y.rows().columns();
        place.run(place.kernels()
                .rescale(each(layer.scale(), columns), each(layer.offset(), columns), x.rows(), y.rows()));
        return y;
    }

    /// `dx = dy * scale`
    @Override
    public Value backward(Rescaling layer, Value x, Value y, Value dy, Place place) {
        int columns = dy.rows().columns();
        place.run(place.kernels().rescale(each(layer.scale(), columns), new float[columns], dy.rows(), dy.rows()));
        return dy;
    }

    /// One value for each of `columns`, where `values` may have one for all of them.
    private static float[] each(List<Double> values, int columns) {
        float[] each = new float[columns];
        for (int column = 0; column < columns; column++) {
            each[column] = values.get(values.size() == 1 ? 0 : column).floatValue();
        }
        return each;
    }
}
