package dev.millrace.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// Shows progress as Keras does: a bar that is redrawn (`verbose=1`), or a line for each epoch (`verbose=2`).
///
/// A bar is redrawn with backspaces and a carriage return, at most every 50 ms. Not thread-safe.
public final class ProgressBar implements Consumer<Progress> {
    /// What is drawn.
    public enum Style {
        /// A bar in colours, for a terminal.
        COLOR,
        /// The same bar without colours.
        PLAIN,
        /// One line at the end of each epoch, for a file or a pipe.
        LINES
    }

    private static final int WIDTH = 20;
    private static final long MIN_INTERVAL_NANOS = 50_000_000;

    private final Appendable out;
    private final Style style;
    private int epoch;
    private long lastNanos;
    private int firstStep;
    private long firstStepNanos;
    private int lastWidth;

    public ProgressBar(Appendable out, Style style) {
        this.out = out;
        this.style = style;
    }

    @Override
    public void accept(Progress progress) {
        StringBuilder text = new StringBuilder();
        if (progress.epoch() != epoch) {
            start(progress, text);
        }
        if (progress.step() > 0 && firstStep == 0) {
            firstStep = progress.step();
            firstStepNanos = progress.elapsedNanos();
        }
        boolean due = progress.elapsedNanos() - lastNanos >= MIN_INTERVAL_NANOS || progress.epochEnded();
        if (style == Style.LINES && progress.epochEnded()) {
            line(progress, text);
        } else if (style != Style.LINES && due) {
            bar(progress, text);
            lastNanos = progress.elapsedNanos();
        }
        try {
            out.append(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(Progress progress, StringBuilder text) {
        epoch = progress.epoch();
        lastNanos = -MIN_INTERVAL_NANOS;
        firstStep = 0;
        lastWidth = 0;
        if (progress.epochs() > 1) {
            text.append("Epoch ")
                    .append(epoch)
                    .append('/')
                    .append(progress.epochs())
                    .append('\n');
        }
    }

    private void line(Progress progress, StringBuilder text) {
        text.append(count(progress))
                .append(" - ")
                .append(String.format(Locale.ROOT, "%.0fs", seconds(progress.elapsedNanos())));
        text.append(" - ").append(perStep(stepSeconds(progress)));
        progress.values().forEach((name, value) -> text.append(value(name, value, value > 1e-3)));
        text.append('\n');
    }

    private void bar(Progress progress, StringBuilder text) {
        int done = (int) ((long) WIDTH * progress.step() / progress.steps());
        double perStep = stepSeconds(progress);
        String time = progress.epochEnded()
                ? String.format(Locale.ROOT, "%.0fs", seconds(progress.elapsedNanos()))
                : eta(perStep * (progress.steps() - progress.step()));
        StringBuilder values = new StringBuilder();
        for (Map.Entry<String, Double> entry : progress.values().entrySet()) {
            values.append(value(entry.getKey(), entry.getValue(), Math.abs(entry.getValue()) > 1e-3));
        }
        String count = count(progress);
        String rate = perStep(perStep);
        text.repeat('\b', lastWidth).append('\r');
        paint(text, 1, count).append(' ');
        if (done > 0) {
            paint(text, 32, "━".repeat(done));
        }
        paint(text, 37, "━".repeat(WIDTH - done)).append(' ');
        paint(text, 1, time).append(' ').append(rate).append(values);
        int width = count.length() + 1 + WIDTH + 1 + time.length() + 1 + rate.length() + values.length();
        text.repeat(' ', Math.max(0, lastWidth - width));
        if (progress.epochEnded()) {
            text.append('\n');
        }
        lastWidth = width;
    }

    private StringBuilder paint(StringBuilder text, int code, String painted) {
        return style == Style.COLOR
                ? text.append("\u001b[")
                        .append(code)
                        .append('m')
                        .append(painted)
                        .append("\u001b[0m")
                : text.append(painted);
    }

    private static String count(Progress progress) {
        String steps = String.valueOf(progress.steps());
        String step = String.valueOf(progress.step());
        return " ".repeat(Math.max(0, steps.length() - step.length())) + step + "/" + steps;
    }

    /// The first step seen is left out of the mean where there are others: it pays for planning.
    private double stepSeconds(Progress progress) {
        if (progress.step() > firstStep) {
            return seconds(progress.elapsedNanos() - firstStepNanos) / (progress.step() - firstStep);
        }
        return progress.step() == 0 ? 0 : seconds(progress.elapsedNanos()) / progress.step();
    }

    private static String perStep(double seconds) {
        if (seconds >= 1 || seconds == 0) {
            return String.format(Locale.ROOT, "%.0fs/step", seconds);
        }
        return seconds >= 1e-3
                ? String.format(Locale.ROOT, "%.0fms/step", seconds * 1e3)
                : String.format(Locale.ROOT, "%.0fus/step", seconds * 1e6);
    }

    private static String eta(double seconds) {
        long whole = (long) seconds;
        if (seconds > 3600) {
            return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole % 3600 / 60, whole % 60);
        }
        return seconds > 60
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%ds", whole);
    }

    private static String value(String name, double value, boolean fixed) {
        return " - " + name + ": " + String.format(Locale.ROOT, fixed ? "%.4f" : "%.4e", value);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
