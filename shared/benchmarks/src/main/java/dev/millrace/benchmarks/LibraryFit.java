package dev.millrace.benchmarks;

import dev.millrace.engine.KernelSets;
import dev.millrace.engine.Model;
import dev.millrace.nn.Fit;
import java.util.Map;

/// A process that trains with Millrace's library.
final class LibraryFit {
    private LibraryFit() {}

    public static void main(String[] args) {
        var told = FitArguments.of(args);
        var dataset = told.dataset();
        var train = NdArrays.of(dataset.schema(), dataset.train());
        var test = NdArrays.of(dataset.schema(), dataset.test());
        var fit = new Fit()
                .withBatchSize(told.setting().batchSize())
                .withEpochs(told.epochs())
                .withSeed(told.seed());
        var compile = Setting.compile(told.setting().optimizer());
        try (Model model = Model.compile(Textbook.network(told.setting()), compile, told.seed())) {
            var watch = new EpochWatch();
            model.fit(train.x(), train.y(), fit, progress -> {
                if (progress.epochEnded()) {
                    watch.ended();
                }
            });
            FitArguments.end(
                    model.evaluate(test.x(), test.y(), 100),
                    Map.of("kernels", KernelSets.forThisMachine().toString()));
        }
    }
}
