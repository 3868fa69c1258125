package dev.millrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.Datasets;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.wire.RunRequested;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks at every part of a run, so that what is wrong with one hides nothing that is wrong with another. A model is
/// checked as if inputs were single numbers where nobody says what they are.
final class RunCheck {
    private static final String NAME = "the run";

    private final RunFile run;
    private final Problems problems;
    private final List<String> notes = new ArrayList<>();

    private RunCheck(RunText.Parsed parsed) {
        this.run = withDataset(parsed.run(), notes);
        this.problems = parsed.problems();
    }

    static CheckedRun of(String text) {
        try {
            return new RunCheck(RunText.parse(text, NAME)).checked();
        } catch (RunFileException e) {
            return new CheckedRun.Unsound(e.problems());
        }
    }

    /// Nobody here knows which files the data-loader has.
    private static RunFile withDataset(RunFile run, List<String> notes) {
        if (run.dataset().isPresent()) {
            return run;
        }
        String name = run.data().isEmpty() ? "digits" : "mnist";
        notes.add("Training on " + name + ": the run names no dataset"
                + (run.data().isEmpty() ? ", and digits needs no files." : ", only a folder with data."));
        return run.withDataset(RunDataset.named(name, run.data()));
    }

    private CheckedRun checked() {
        problems.check("dataset", () -> RunDataset.checkPaths(run, problems));
        Optional<Shape> input = problems.read("dataset", this::dataset, Optional.<Shape>empty());
        Optional<Sequential> built = run.model().isEmpty() ? Optional.empty() : model(input.orElse(Shape.of(1)));
        if (!run.compile().isEmpty()) {
            compile(built);
        }
        if (problems.count() > 0) {
            return new CheckedRun.Unsound(problems.found());
        }
        Optional<RunRequested> request =
                problems.read("", () -> Optional.of(Submission.of(run)), Optional.<RunRequested>empty());
        if (request.isEmpty()) {
            return new CheckedRun.Unsound(problems.found());
        }
        Optional<Sequential> known = input.isPresent() ? built : withOwnShape(built);
        if (run.model().isEmpty()) {
            notes.add("The run says no model: the data-loader chooses one for the data.");
        } else if (known.isEmpty()) {
            notes.add("The shapes are known once a data-loader has opened the data: the model says no 'input_shape'.");
        }
        return new CheckedRun.Sound(request.get(), known, notes);
    }

    /// Checks the dataset; the shape of an input as a model gets it, where that is known before it is opened.
    private Optional<Shape> dataset() {
        JsonNode dataset = run.dataset().orElseThrow();
        Datasets.source(dataset);
        return RunDataset.shapeOf(dataset).map(shape -> Shape.of(shape.size()));
    }

    /// The model, if it is sound.
    ///
    /// @param input where it does not say so itself
    private Optional<Sequential> model(Shape input) {
        int before = problems.count();
        JsonNode inKerasJson = run.model().path("config").path("layers");
        JsonNode layers = inKerasJson.isArray() ? inKerasJson : run.model().path("layers");
        for (int i = 0; i < layers.size(); i++) {
            layer(i, layers.get(i));
        }
        if (problems.count() > before) {
            return Optional.empty();
        }
        return problems.read("model", () -> Optional.of(run.model(input)), Optional.<Sequential>empty());
    }

    private void layer(int index, JsonNode layer) {
        if (index == 0 && layer.path("class_name").asText().equals("InputLayer")) {
            return; // read with the model, which it gives its shape
        }
        problems.check("model", () -> {
            try {
                KerasJson.layer(layer);
            } catch (DescriptionException e) {
                throw new DescriptionException("layers[" + index + "]: " + e.getMessage());
            }
        });
    }

    private void compile(Optional<Sequential> model) {
        String path = run.compilePath();
        int before = problems.count();
        JsonNode optimizer = run.compile().path("optimizer");
        if (!optimizer.isMissingNode()) {
            problems.check(path, () -> KerasJson.optimizer(optimizer));
        }
        JsonNode loss = run.compile().path("loss");
        if (!loss.isMissingNode()) {
            problems.check(path, () -> KerasJson.loss(loss));
        }
        if (problems.count() == before && !loss.isMissingNode()) {
            problems.check(path, () -> {
                if (model.isPresent()) {
                    run.compile(model.get());
                } else {
                    KerasJson.compile(run.compile());
                }
            });
        }
    }

    /// The same model, where it says itself what goes into it.
    private Optional<Sequential> withOwnShape(Optional<Sequential> built) {
        try {
            return built.isEmpty() ? built : Optional.of(KerasJson.model(run.model()));
        } catch (DescriptionException e) {
            return Optional.empty(); // all else was sound
        }
    }
}
