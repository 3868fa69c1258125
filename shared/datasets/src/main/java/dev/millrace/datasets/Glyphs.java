package dev.millrace.datasets;

import dev.millrace.datasets.Glyph.Point;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/// The outlines in `digits.txt`, whose head says how they are written down.
final class Glyphs {
    private final List<List<Glyph>> byDigit;

    private Glyphs(List<Glyph> glyphs) {
        List<List<Glyph>> sorted = new ArrayList<>();
        for (int digit = 0; digit < Digits.CLASSES; digit++) {
            int wanted = digit;
            sorted.add(glyphs.stream().filter(g -> g.digit() == wanted).toList());
            if (sorted.getLast().isEmpty()) {
                throw new IllegalArgumentException("No glyph of digit " + digit + ". Each digit wants at least one.");
            }
        }
        byDigit = List.copyOf(sorted);
    }

    /// The outlines that come with the program.
    static Glyphs load() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Glyphs.class.getResourceAsStream("digits.txt")), StandardCharsets.UTF_8))) {
            return parse(in.readAllLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Glyphs parse(List<String> lines) {
        List<Glyph> glyphs = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+");
            try {
                if (line.startsWith(" ")) {
                    glyphs.add(glyphs.removeLast().withStroke(stroke(words)));
                } else {
                    glyphs.add(
                            new Glyph(Integer.parseInt(words[0]), words[1], Double.parseDouble(words[2]), List.of()));
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException | NoSuchElementException e) {
                throw new IllegalArgumentException(
                        "Neither a variant (2 loop 4) nor a stroke (  7,22 28,2! 4,97) of" + " glyphs. Received: '"
                                + line + "'",
                        e);
            }
        }
        return new Glyphs(glyphs);
    }

    private static List<Point> stroke(String[] words) {
        List<Point> points = new ArrayList<>();
        for (String word : words) {
            boolean corner = word.endsWith("!");
            String[] xy = (corner ? word.substring(0, word.length() - 1) : word).split(",", 2);
            points.add(new Point(Integer.parseInt(xy[0]) / 100.0, Integer.parseInt(xy[1]) / 100.0, corner));
        }
        return points;
    }

    /// The variants of `digit`.
    List<Glyph> of(int digit) {
        return byDigit.get(digit);
    }
}
