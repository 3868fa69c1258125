package dev.millrace.benchmarks;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/// A process that trains with Deeplearning4j: mini-batches in the order of the examples, which spares it the
/// shuffling.
final class Deeplearning4jFit {
    private Deeplearning4jFit() {}

    public static void main(String[] args) {
        var told = FitArguments.of(args);
        var dataset = told.dataset();
        var train = NdArrays.of(dataset.schema(), dataset.train());
        var test = NdArrays.of(dataset.schema(), dataset.test());
        MultiLayerNetwork network = network(told.setting().optimizer(), told.seed());
        var watch = new EpochWatch();
        int size = told.setting().batchSize();
        for (int epoch = 0; epoch < told.epochs(); epoch++) {
            for (int from = 0; from < train.size(); from += size) {
                var rows = NDArrayIndex.interval(from, Math.min(train.size(), from + size));
                network.fit(train.x().get(rows, NDArrayIndex.all()), train.y().get(rows, NDArrayIndex.all()));
            }
            watch.ended();
        }
        INDArray right = network.output(test.x()).argMax(1).eq(test.y().argMax(1));
        FitArguments.end(
                Map.of(
                        "loss", network.score(new DataSet(test.x(), test.y())),
                        "accuracy", right.castTo(DataType.FLOAT).meanNumber().doubleValue()),
                Map.of("deeplearning4j", version()));
    }

    private static MultiLayerNetwork network(String optimizer, int seed) {
        IUpdater updater = optimizer.equals("sgd") ? new Sgd(0.1) : new Adam(0.001, 0.9, 0.999, 1e-7);
        var network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(updater)
                .weightInit(WeightInit.XAVIER_UNIFORM)
                .list()
                .layer(dense(Textbook.PIXELS, Textbook.UNITS))
                .layer(dense(Textbook.UNITS, Textbook.UNITS))
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(Textbook.UNITS)
                        .nOut(Textbook.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static DenseLayer dense(int inputs, int units) {
        return new DenseLayer.Builder()
                .nIn(inputs)
                .nOut(units)
                .activation(Activation.SIGMOID)
                .build();
    }

    /// As its jar is named.
    private static String version() {
        String jar = MultiLayerNetwork.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return jar.replaceAll(".*/deeplearning4j-nn-|\\.jar$", "");
    }
}
