package dev.millrace.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A model as a table: Keras's `summary()`, 76 columns wide.
public final class Summary {
    private static final int NAME = 31;
    private static final int SHAPE = 22;
    private static final int PARAMS = 13;

    private Summary() {}

    /// The layers of a model, the shapes that come out of them, and how many numbers they hold.
    public static String of(Sequential model) {
        return of(model, 0);
    }

    /// The same, with what its optimizer holds, if it has one: the count of updates, the learning rate and the slots.
    public static String of(TrainedModel trained) {
        long optimizer = trained.optimizer()
                .map(state -> 2
                        + state.slots().stream()
                                .mapToLong(slot -> slot.shape().size())
                                .sum())
                .orElse(0L);
        return of(trained.model(), optimizer);
    }

    private static String of(Sequential model, long optimizer) {
        List<String> lines = new ArrayList<>();
        lines.add("Model: \"" + model.name() + "\"");
        lines.add(rule("┏━┳┓", '━'));
        lines.add("┃" + cell("Layer (type)", NAME) + "┃" + cell("Output Shape", SHAPE) + "┃" + number("Param #") + "┃");
        lines.add(rule("┡━╇┩", '━'));
        List<Shape> shapes = model.shapes();
        for (int i = 0; i < model.layers().size(); i++) {
            if (i > 0) {
                lines.add(rule("├─┼┤", '─'));
            }
            rows(model.layers().get(i), shapes.get(i), shapes.get(i + 1), lines);
        }
        lines.add(rule("└─┴┘", '─'));
        long trainable = count(model.trainableWeights());
        lines.add(total("Total", model.countParams() + optimizer));
        lines.add(total("Trainable", trainable));
        lines.add(total("Non-trainable", model.countParams() - trainable));
        if (optimizer > 0) {
            lines.add(total("Optimizer", optimizer));
        }
        return String.join("\n", lines) + "\n";
    }

    private static void rows(Layer layer, Shape input, Shape output, List<String> lines) {
        String shape = "(None" + (output.rank() == 0 ? "" : ", ")
                + String.join(", ", output.dims().stream().map(String::valueOf).toList()) + ")";
        String params = String.format(Locale.ROOT, "%,d", count(layer.weights(input)));
        String type = "(" + layer.className() + ")";
        String both = layer.name() + " " + type;
        boolean fits = both.length() <= NAME;
        lines.add("│" + cell(fits ? both : layer.name(), NAME) + "│" + cell(shape, SHAPE) + "│" + number(params) + "│");
        if (!fits) {
            lines.add("│" + cell(type, NAME) + "│" + cell("", SHAPE) + "│" + number("") + "│");
        }
    }

    private static String cell(String text, int width) {
        String cut = text.length() > width ? text.substring(0, width - 1) + "…" : text;
        return " " + cut + " ".repeat(width - cut.length() + 1);
    }

    private static String number(String text) {
        return " " + " ".repeat(Math.max(0, PARAMS - text.length())) + text + " ";
    }

    /// @param corners left, the line itself, between columns, right
    private static String rule(String corners, char line) {
        String each = String.valueOf(line);
        return corners.charAt(0)
                + each.repeat(NAME + 2)
                + corners.charAt(2)
                + each.repeat(SHAPE + 2)
                + corners.charAt(2)
                + each.repeat(PARAMS + 2)
                + corners.charAt(3);
    }

    private static long count(List<VariableSpec> weights) {
        return weights.stream().mapToLong(weight -> weight.shape().size()).sum();
    }

    private static String total(String what, long params) {
        double bytes = params * (double) Float.BYTES;
        String size = bytes < 1024
                ? String.format(Locale.ROOT, "%.2f B", bytes)
                : bytes < 1024 * 1024
                        ? String.format(Locale.ROOT, "%.2f KB", bytes / 1024)
                        : bytes < 1024.0 * 1024 * 1024
                                ? String.format(Locale.ROOT, "%.2f MB", bytes / (1024 * 1024))
                                : String.format(Locale.ROOT, "%.2f GB", bytes / (1024.0 * 1024 * 1024));
        return String.format(Locale.ROOT, " %s params: %,d (%s)", what, params, size);
    }
}
