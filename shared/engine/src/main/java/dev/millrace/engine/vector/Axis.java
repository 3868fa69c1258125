package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Window;
import java.util.stream.IntStream;

/// Which cells of a window meet which sources of a sum, along rows or along columns: cell `k` and source
/// `base(t) + offset(k)` for the target `t`, where that is inside.
///
/// In a convolution a target is a pixel of the result, a source one of the image, `t * stride + k * dilation -
/// padding`. In its gradient by images it is the other way round, `(t + padding - k * dilation) / stride`, where that
/// is a whole number: which cells these are follows from what `t + padding` leaves.
///
/// @param targets how many there are
/// @param sources how many there are
/// @param cells how many there are
/// @param padding sources before the first, in a convolution
/// @param backward whether this is of a gradient
record Axis(int targets, int sources, int cells, int stride, int dilation, int padding, boolean backward) {
    static Axis rows(ConvolutionShape shape, boolean backward) {
        Window window = shape.window();
        int targets = backward ? shape.height() : shape.outHeight();
        int sources = backward ? shape.outHeight() : shape.height();
        return new Axis(
                targets, sources, window.height(), window.strideY(), window.dilationY(), window.top(), backward);
    }

    static Axis columns(ConvolutionShape shape, boolean backward) {
        Window window = shape.window();
        int targets = backward ? shape.width() : shape.outWidth();
        int sources = backward ? shape.outWidth() : shape.width();
        return new Axis(
                targets, sources, window.width(), window.strideX(), window.dilationX(), window.left(), backward);
    }

    /// What `rest` may be, from 0 on.
    int rests() {
        return backward ? stride : 1;
    }

    /// What a target leaves.
    int rest(int target) {
        return backward ? (target + padding) % stride : 0;
    }

    /// The cells that meet targets which leave that rest.
    int[] cells(int rest) {
        return IntStream.range(0, cells)
                .filter(cell -> !backward || (cell * dilation - rest) % stride == 0)
                .toArray();
    }

    int base(int target) {
        return backward ? (target + padding) / stride : target * stride - padding;
    }

    /// @param rest of the targets that the cell meets
    int offset(int rest, int cell) {
        return backward ? (rest - cell * dilation) / stride : cell * dilation;
    }

    /// Those of the cells whose sources are inside, which are neighbours in `cells(rest(target))`.
    Range inside(int target) {
        int rest = rest(target);
        int[] all = cells(rest);
        int[] inside = IntStream.range(0, all.length)
                .filter(i -> {
                    int source = base(target) + offset(rest, all[i]);
                    return source >= 0 && source < sources;
                })
                .toArray();
        return inside.length == 0 ? new Range(0, 0) : new Range(inside[0], inside[inside.length - 1] + 1);
    }

    /// From one number up to another.
    record Range(int from, int to) {
        int size() {
            return to - from;
        }
    }
}
