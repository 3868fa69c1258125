package dev.millrace.benchmarks;

import java.nio.file.Path;

/// Deeplearning4j's `MultiLayerNetwork.fit` on arrays in memory.
record Deeplearning4j() implements Contestant {
    /// A step takes it several times as long as Keras.
    private static final int SLOWER = 6;

    @Override
    public String name() {
        return "Deeplearning4j";
    }

    @Override
    public int samples(int samples, int batchSize, int steps) {
        return Part.of(samples, batchSize, Math.ceilDiv(steps, SLOWER));
    }

    @Override
    public Fitted fit(Path folder, Setting setting, int epochs, int seed) {
        if (setting.isConv()) {
            throw new MeasurementException("trains the dense network alone");
        }
        return Fitted.parse(Child.java(Deeplearning4jFit.class, new FitArguments(folder, setting, epochs, seed).list())
                .output());
    }
}
