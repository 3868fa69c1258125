package dev.millrace.datasets;

import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import dev.millrace.nn.data.Examples;
import java.util.List;

/// Handwritten digits that the program draws itself, in the format of MNIST: 28×28 bytes, white on black, the digit
/// fits 20×20 and has its centre of mass near the middle. Same seed, same bytes on every machine; each picture
/// depends on the seed, its index and its label alone.
public final class Digits {
    static final int CLASSES = 10;
    private static final int SIDE = 28;
    private static final double BOX = 20;
    private static final Glyphs GLYPHS = Glyphs.load();

    /// Of MNIST, and of everything like it.
    static final Schema SCHEMA = new Schema(
            new Schema.Inputs(DType.U8, Shape.of(SIDE, SIDE), 1 / 255f),
            new Targets.Classes(CLASSES),
            new Preparation.Digit());

    private Digits() {}

    /// A dataset named `digits`, each of whose pictures is drawn when it is first read.
    ///
    /// @param train number of training examples, positive
    /// @param test number of test examples, positive; none of them is a training example
    /// @param seed of all that is random
    public static Dataset draw(int train, int test, long seed) {
        return new Dataset("digits", SCHEMA, examples(train, 2 * seed), examples(test, 2 * seed + 1));
    }

    private static Examples examples(int count, long seed) {
        byte[] labels = labels(count, seed);
        var inputs = new DrawnInputs(
                count, SIDE * SIDE, (i, bytes, offset) -> draw(labels[i], bytes, offset, Chance.of(seed, i)));
        return new LabelledBytes(SCHEMA, labels, inputs);
    }

    /// As many of each digit as can be, shuffled (Fisher and Yates).
    private static byte[] labels(int count, long seed) {
        Chance chance = Chance.of(seed, -1);
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            int j = chance.below(i + 1);
            labels[i] = labels[j];
            labels[j] = (byte) (i % CLASSES);
        }
        return labels;
    }

    private static void draw(int digit, byte[] inputs, int offset, Chance chance) {
        Trace trace = new Hand(chance).trace(choose(GLYPHS.of(digit), chance));
        double radius = Math.max(0.55, 1.35 + chance.bell(0.45));
        trace.place(BOX - 2 * radius, SIDE / 2.0 + chance.bell(0.75), SIDE / 2.0 + chance.bell(0.75));
        Canvas canvas = new Canvas(SIDE);
        trace.draw(canvas, radius, chance.between(0.8, 1.8));
        canvas.develop(inputs, offset, chance.between(225, 270), chance.between(0, 20), chance);
    }

    private static Glyph choose(List<Glyph> glyphs, Chance chance) {
        double at = chance.between(0, glyphs.stream().mapToDouble(Glyph::weight).sum());
        for (Glyph glyph : glyphs) {
            at -= glyph.weight();
            if (at < 0) {
                return glyph;
            }
        }
        return glyphs.getLast();
    }
}
