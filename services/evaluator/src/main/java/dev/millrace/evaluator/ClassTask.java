package dev.millrace.evaluator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Sequential;
import dev.millrace.runs.OutputMeaning;
import dev.millrace.wire.reports.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which class an example is of, as a run's model is trained to tell.
///
/// @param names of the classes, in the order of their numbers
/// @param meaning of the model's outputs, one for each class; or one alone for two classes
/// @param inputShape of an example at its source, to show it in; empty where the data does not say
record ClassTask(List<String> names, OutputMeaning meaning, List<Integer> inputShape) {
    ClassTask {
        names = List.copyOf(names);
        inputShape = List.copyOf(inputShape);
    }

    /// The task of a run; none where targets are no classes, where outputs do not say which class an example is taken
    /// for, or where there are too many classes for a report.
    ///
    /// @param data of the run's `accepted`
    static Optional<ClassTask> of(JsonNode data, Sequential model, Loss loss) {
        JsonNode targets = data.path("targets");
        int outputs = model.outputShape().size();
        int count = Math.max(targets.path("count").asInt(), outputs == 1 ? 2 : outputs);
        var meaning = OutputMeaning.of(model, Optional.of(loss));
        if (!targets.path("kind").asText().equals("classes")
                || model.outputShape().rank() != 1
                || meaning == OutputMeaning.UNKNOWN
                || (outputs == 1 && count > 2)
                || count > Report.MAX_CLASSES) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonNode name = targets.path("names").path(i);
            names.add(shortened(name.isTextual() ? name.textValue() : String.valueOf(i)));
        }
        return Optional.of(new ClassTask(names, meaning, RowForm.shape(data)));
    }

    private static String shortened(String name) {
        int longest = Report.MAX_NAME_LENGTH;
        return name.length() <= longest ? name : name.substring(0, longest - 1) + "…";
    }
}
