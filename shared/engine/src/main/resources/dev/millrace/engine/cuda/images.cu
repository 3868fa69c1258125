// Poolings. Of a window, `channels` and `filters` are as many.

// Cells of a window along an axis that lie within an image: from the first, up to the last and not with it.
struct Cells {
    int from, end;
};

// Those of a window whose cell 0 lies at `origin`.
__device__ __forceinline__ Cells cells_inside(int origin, int dilation, int size, int cells) {
    Cells inside;
    inside.from = origin >= 0 ? 0 : (dilation - 1 - origin) / dilation;
    int end = origin >= size ? 0 : (size - 1 - origin) / dilation + 1;
    inside.end = end < cells ? end : cells;
    return inside;
}

// How many windows along an axis begin too far before `place` (counted from the padding's beginning) to reach it.
__device__ __forceinline__ int windows_before(int place, int dilation, int stride, int cells) {
    int first = place - (cells - 1) * dilation;
    return first <= 0 ? 0 : (first + stride - 1) / stride;
}

// How many windows along an axis begin at `place` or before.
__device__ __forceinline__ int windows_up_to(int place, int stride, int windows) {
    int end = place / stride + 1;
    return end < windows ? end : windows;
}

// What a pooling keeps channels in.
struct Pixel {
    int image, row, column, channel;
};

// Value `i` of images of that size.
__device__ __forceinline__ Pixel pixel_of(int i, int height, int width, int channels) {
    Pixel p;
    p.channel = i % channels;
    p.column = i / channels % width;
    p.row = i / channels / width % height;
    p.image = i / channels / width / height;
    return p;
}

// The largest value of each window; not a number if one is.
extern "C" __global__ void max_pool(int n, SLIDING, const float* x, float* y) {
    EACH(i, n) {
        Pixel p = pixel_of(i, outHeight, outWidth, filters);
        int top0 = p.row * strideY - top;
        int left0 = p.column * strideX - left;
        Cells rows = cells_inside(top0, dilationY, height, windowHeight);
        Cells columns = cells_inside(left0, dilationX, width, windowWidth);
        float largest = -INFINITE;
        for (int row = rows.from; row < rows.end; row++) {
            int line = (p.image * height + top0 + row * dilationY) * width + left0;
            for (int column = columns.from; column < columns.end; column++) {
                float value = x[(line + column * dilationX) * channels + p.channel];
                largest = value > largest || value != value ? value : largest;
            }
        }
        y[i] = largest;
    }
}

// Whether a cell before (`row`, `column`) of the window at `top0`, `left0` has the value `largest`.
__device__ __forceinline__ bool found_before(
        const Sliding& s, const float* x, int image, int channel, int top0, int left0, int row, int column, float largest) {
    Cells rows = cells_inside(top0, s.dilationY, s.height, s.windowHeight);
    Cells columns = cells_inside(left0, s.dilationX, s.width, s.windowWidth);
    for (int r = rows.from; r <= row; r++) {
        int line = (image * s.height + top0 + r * s.dilationY) * s.width + left0;
        int end = r < row ? columns.end : column;
        for (int c = columns.from; c < end; c++) {
            if (x[(line + c * s.dilationX) * s.channels + channel] == largest) {
                return true;
            }
        }
    }
    return false;
}

// Each value of the images takes what it gets of the windows that it lies in, in their order.
extern "C" __global__ void max_pool_gradient(
        int n, SLIDING, const float* x, const float* y, const float* dy, float* dx) {
    const Sliding s = SLIDING_GIVEN;
    EACH(i, n) {
        Pixel p = pixel_of(i, height, width, channels);
        int endRow = windows_up_to(p.row + top, strideY, outHeight);
        int endColumn = windows_up_to(p.column + left, strideX, outWidth);
        float sum = 0;
        for (int row = windows_before(p.row + top, dilationY, strideY, windowHeight); row < endRow; row++) {
            int down = p.row + top - row * strideY;
            if (down % dilationY != 0) {
                continue;
            }
            for (int column = windows_before(p.column + left, dilationX, strideX, windowWidth); column < endColumn; column++) {
                int right = p.column + left - column * strideX;
                int at = ((p.image * outHeight + row) * outWidth + column) * channels + p.channel;
                if (right % dilationX == 0 && x[i] == y[at]
                        && !found_before(s, x, p.image, p.channel, row * strideY - top, column * strideX - left,
                                down / dilationY, right / dilationX, y[at])) {
                    sum += dy[at];
                }
            }
        }
        dx[i] = sum;
    }
}

// The mean of each window; rows are summed up first, so that sums of many are still exact.
extern "C" __global__ void average_pool(int n, SLIDING, const float* x, float* y) {
    EACH(i, n) {
        Pixel p = pixel_of(i, outHeight, outWidth, filters);
        int top0 = p.row * strideY - top;
        int left0 = p.column * strideX - left;
        Cells rows = cells_inside(top0, dilationY, height, windowHeight);
        Cells columns = cells_inside(left0, dilationX, width, windowWidth);
        float sum = 0;
        for (int row = rows.from; row < rows.end; row++) {
            int line = (p.image * height + top0 + row * dilationY) * width + left0;
            float rowSum = 0;
            for (int column = columns.from; column < columns.end; column++) {
                rowSum += x[(line + column * dilationX) * channels + p.channel];
            }
            sum += rowSum;
        }
        int high = rows.end > rows.from ? rows.end - rows.from : 0;
        int wide = columns.end > columns.from ? columns.end - columns.from : 0;
        y[i] = sum / (high * wide);
    }
}

extern "C" __global__ void average_pool_gradient(int n, SLIDING, const float* dy, float* dx) {
    EACH(i, n) {
        Pixel p = pixel_of(i, height, width, channels);
        int endRow = windows_up_to(p.row + top, strideY, outHeight);
        int endColumn = windows_up_to(p.column + left, strideX, outWidth);
        float sum = 0;
        for (int row = windows_before(p.row + top, dilationY, strideY, windowHeight); row < endRow; row++) {
            if ((p.row + top - row * strideY) % dilationY != 0) {
                continue;
            }
            Cells rows = cells_inside(row * strideY - top, dilationY, height, windowHeight);
            for (int column = windows_before(p.column + left, dilationX, strideX, windowWidth); column < endColumn; column++) {
                if ((p.column + left - column * strideX) % dilationX == 0) {
                    Cells columns = cells_inside(column * strideX - left, dilationX, width, windowWidth);
                    int at = ((p.image * outHeight + row) * outWidth + column) * channels + p.channel;
                    sum += dy[at] / ((rows.end - rows.from) * (columns.end - columns.from));
                }
            }
        }
        dx[i] = sum;
    }
}
