package dev.millrace.standalone.prediction;

import dev.millrace.datasets.Schema;
import dev.millrace.engine.Network;
import dev.millrace.engine.data.Tensor;
import dev.millrace.standalone.output.UserException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Asks a network about inputs, many at a time, however many there are. For one thread.
public final class Predictor {
    private static final int MOST_ROWS = 1024;
    private static final int MOST_BYTES = 16 << 20;

    private final Network network;
    private final Schema.Inputs form;

    /// Takes what the network says of one input.
    @FunctionalInterface
    public interface Sink {
        /// The next one, in the order of the inputs.
        ///
        /// @param outputs one per unit of the last layer, finite
        void accept(List<Inputs.Place> place, List<Float> outputs);
    }

    /// @param form of each input
    public Predictor(Network network, Schema.Inputs form) {
        this.network = network;
        this.form = form;
    }

    /// Asks about all of them.
    ///
    /// @param atOnce the most inputs that are read before anything is said of them
    /// @throws UserException if the network's outputs are not finite numbers
    public void predict(Inputs inputs, int atOnce, Sink sink) {
        int rows = Math.clamp(MOST_BYTES / form.bytes(), 1, Math.min(atOnce, MOST_ROWS));
        ByteBuffer data = ByteBuffer.allocate(rows * form.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer outputs =
                FloatBuffer.allocate(rows * network.model().outputShape().size());
        List<List<Inputs.Place>> places = new ArrayList<>();
        boolean more = true;
        while (more) {
            data.clear();
            places.clear();
            while (places.size() < rows && (more = inputs.next(data))) {
                places.add(inputs.place());
            }
            if (!places.isEmpty()) {
                data.flip();
                var tensor = new Tensor(form.dtype(), form.shape(), data, form.scale());
                network.predict(tensor, places.size(), outputs.clear());
                say(places, outputs, sink);
            }
        }
    }

    private void say(List<List<Inputs.Place>> places, FloatBuffer outputs, Sink sink) {
        int width = network.model().outputShape().size();
        for (int row = 0; row < places.size(); row++) {
            List<Float> own = new ArrayList<>(width);
            for (int i = 0; i < width; i++) {
                own.add(outputs.get(row * width + i));
            }
            if (!own.stream().allMatch(Float::isFinite)) {
                throw new UserException("The model's outputs for " + where(places.get(row)) + " are not all"
                        + " finite numbers. Received: " + own + ".");
            }
            sink.accept(places.get(row), own);
        }
    }

    private static String where(List<Inputs.Place> place) {
        return place.stream()
                .map(part -> part.value() instanceof Number
                        ? part.name() + " " + part.value()
                        : part.value().toString())
                .collect(Collectors.joining(", "));
    }
}
