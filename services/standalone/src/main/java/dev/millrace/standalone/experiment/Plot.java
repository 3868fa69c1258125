package dev.millrace.standalone.experiment;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Lines, in panels beside and below each other, drawn as SVG.
///
/// @param title above all panels
/// @param panels from left to right, three in a row
public record Plot(String title, List<Panel> panels) {
    private static final double MILLION = 1e6;
    private static final int PANELS_PER_ROW = 3;
    private static final int WIDTH = 520;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = WIDTH - 20;
    private static final int TOP = 50;
    private static final int BOTTOM = HEIGHT - 50;
    private static final int LEGEND_LINE = 18;
    private static final int TITLE = 20;

    /// With more, dots hide the line.
    private static final int MOST_DOTS = 40;

    private static final List<String> COLORS =
            List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b", "#e377c2", "#7f7f7f");

    public Plot {
        panels = List.copyOf(panels);
    }

    /// Lines in one coordinate system.
    public record Panel(Axis x, Axis y, List<Series> series) {
        public Panel {
            series = List.copyOf(series);
        }

        private double[] values(ToDoubleFunction<Point> of) {
            return series.stream()
                    .flatMap(s -> s.points().stream())
                    .mapToDouble(of)
                    .toArray();
        }
    }

    /// What is measured along an axis; a logarithmic one holds positive values only.
    public record Axis(String label, boolean logarithmic) {}

    /// One line.
    public record Series(String name, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /// One measurement.
    public record Point(double x, double y) {}

    /// The drawing.
    public String svg() {
        var svg = new StringBuilder();
        int lines = panels.stream().mapToInt(p -> p.series().size()).max().orElse(0);
        int columns = Math.min(PANELS_PER_ROW, panels.size());
        int rows = Math.ceilDiv(panels.size(), PANELS_PER_ROW);
        int panelHeight = HEIGHT + LEGEND_LINE * lines;
        int width = WIDTH * columns;
        int height = TITLE + panelHeight * rows;
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">\n",
                width,
                height,
                width,
                height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.append(text(width / 2.0, 25, "middle\" font-size=\"16", title));
        for (int i = 0; i < panels.size(); i++) {
            int x = i % PANELS_PER_ROW * WIDTH;
            int y = TITLE + i / PANELS_PER_ROW * panelHeight;
            svg.append(String.format(Locale.ROOT, "<g transform=\"translate(%d,%d)\">\n", x, y));
            draw(panels.get(i), svg);
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static void draw(Panel panel, StringBuilder svg) {
        var x = Scale.of(panel.x(), panel.values(Point::x), LEFT, RIGHT);
        var y = Scale.of(panel.y(), panel.values(Point::y), BOTTOM, TOP);
        for (double tick : x.ticks()) {
            svg.append(line(x.at(tick), TOP, x.at(tick), BOTTOM));
            svg.append(text(x.at(tick), BOTTOM + 18, "middle", number(tick)));
        }
        for (double tick : y.ticks()) {
            svg.append(line(LEFT, y.at(tick), RIGHT, y.at(tick)));
            svg.append(text(LEFT - 8, y.at(tick) + 4, "end", number(tick)));
        }
        svg.append(text((LEFT + RIGHT) / 2.0, BOTTOM + 38, "middle", panel.x().label()));
        svg.append(text(LEFT - 55, TOP - 10, "start", panel.y().label()));
        for (int i = 0; i < panel.series().size(); i++) {
            Series series = panel.series().get(i);
            String color = COLORS.get(i % COLORS.size());
            var points = new StringBuilder();
            for (Point point : series.points()) {
                double px = x.at(point.x());
                double py = y.at(point.y());
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", px, py));
                if (series.points().size() <= MOST_DOTS) {
                    svg.append(String.format(
                            Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n", px, py, color));
                }
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\"/>\n",
                    points.toString().strip(),
                    color));
            double legend = HEIGHT + LEGEND_LINE * (i + 0.5);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%.1f\" width=\"14\" height=\"4\" fill=\"%s\"/>\n",
                    LEFT,
                    legend - 6,
                    color));
            svg.append(text(LEFT + 20, legend, "start", series.name()));
        }
    }

    private static String line(double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>\n",
                x1,
                y1,
                x2,
                y2);
    }

    private static String text(double x, double y, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, escaped);
    }

    private static String number(double value) {
        if (Math.abs(value) >= MILLION) {
            return number(value / MILLION) + " M";
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%d", Math.round(value))
                : String.format(Locale.ROOT, "%.4g", value)
                        .replaceAll("(\\.\\d*?)0+$", "$1")
                        .replaceAll("\\.$", "");
    }

    /// From values to the drawing's units.
    private record Scale(boolean logarithmic, double low, double high, double from, double to) {
        static Scale of(Axis axis, double[] values, double from, double to) {
            double[] shown = DoubleStream.of(values)
                    .map(v -> axis.logarithmic() ? Math.log10(v) : v)
                    .toArray();
            double low = DoubleStream.of(shown).min().orElse(0);
            double high = DoubleStream.of(shown).max().orElse(1);
            double margin = high > low ? (high - low) * 0.06 : 0.5;
            return new Scale(axis.logarithmic(), low - margin, high + margin, from, to);
        }

        double at(double value) {
            double shown = logarithmic ? Math.log10(value) : value;
            return from + (shown - low) / (high - low) * (to - from);
        }

        /// Round values: 1, 2 and 5 in every decade, or only 1 where decades are many; else about five equal steps.
        double[] ticks() {
            if (logarithmic) {
                double[] steps = high - low > 2.5 ? new double[] {1} : new double[] {1, 2, 5};
                return IntStream.rangeClosed((int) Math.floor(low), (int) Math.ceil(high))
                        .boxed()
                        .flatMapToDouble(decade -> DoubleStream.of(steps).map(s -> s * Math.pow(10, decade)))
                        .filter(v -> Math.log10(v) >= low && Math.log10(v) <= high)
                        .toArray();
            }
            double rough = (high - low) / 5;
            double decade = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = DoubleStream.of(1, 2, 5, 10)
                    .map(s -> s * decade)
                    .filter(s -> s >= rough)
                    .findFirst()
                    .orElse(rough);
            return DoubleStream.iterate(Math.ceil(low / step) * step, v -> v <= high, v -> v + step)
                    .toArray();
        }
    }
}
