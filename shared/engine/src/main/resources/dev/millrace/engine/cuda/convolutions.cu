// Convolutions as products of matrices that are never written down. A block makes ROWS x COLUMNS results, a thread 4 x 4 of
// them; TERMS terms of each sum are at hand in shared memory at a time.

// A window over images. `channels` are those of an image, `filters` those of a result.
struct Sliding {
    int count, height, width, channels, outHeight, outWidth, filters;
    int windowHeight, windowWidth, strideY, strideX, dilationY, dilationX, top, left;
};

#define TERMS 16
#define OUTSIDE (-(1 << 30))
// From a row of a tile to the next: other banks, and still a multiple of four.
#define PITCH(size) ((size) + 4)
// Pixels whose places are known at a time where a sum goes over pixels.
#define PIXELS 256

// What a thread reads of a tile at a time, in one instruction.
struct alignas(16) Four {
    float values[4];
};

// Where the pixels of a tile lie: `origins` counts values, rows and columns may be outside.
struct Places {
    int* origins;
    int* rows;
    int* columns;
};

// The shared memory of a block: a tile of each operand, and where its pixels lie.
#define CONVOLUTION_TILES(rows, columns)                \
    SHARED(Four, lefts, [TERMS * PITCH(rows) / 4]);     \
    SHARED(Four, rights, [TERMS * PITCH(columns) / 4]); \
    float* a = lefts[0].values;                         \
    float* b = rights[0].values
#define CONVOLUTION_PLACES(size)     \
    SHARED(int, tileOrigins, [size]); \
    SHARED(int, tileRows, [size]);    \
    SHARED(int, tileColumns, [size]); \
    const Places places = {tileOrigins, tileRows, tileColumns}

// Cell (0, 0) of the window of each result from `first` on.
__device__ __forceinline__ void place_windows(const Sliding& s, int first, int end, int size, const Places& places) {
    for (int m = threadIdx.x; m < size; m += blockDim.x) {
        int pixel = first + m;
        int image = pixel / (s.outHeight * s.outWidth);
        int row = pixel / s.outWidth % s.outHeight * s.strideY - s.top;
        int column = pixel % s.outWidth * s.strideX - s.left;
        places.origins[m] = ((image * s.height + row) * s.width + column) * s.channels;
        places.rows[m] = pixel < end ? row : OUTSIDE;
        places.columns[m] = column;
    }
}

// Each pixel of an image from `first` on, as the windows count that begin at their padding.
__device__ __forceinline__ void place_pixels(const Sliding& s, int first, int end, int size, const Places& places) {
    for (int m = threadIdx.x; m < size; m += blockDim.x) {
        int pixel = first + m;
        places.origins[m] = pixel / (s.height * s.width) * s.outHeight;
        places.rows[m] = pixel < end ? pixel / s.width % s.height + s.top : OUTSIDE;
        places.columns[m] = pixel % s.width + s.left;
    }
}

// The result whose window has its cell `distance` before `place`; -1 where there is none.
__device__ __forceinline__ int window_of(int place, int distance, int stride, int size) {
    int at = place - distance;
    if (at < 0) {
        return -1;
    }
    if (stride > 1) {
        if (at % stride != 0) {
            return -1;
        }
        at /= stride;
    }
    return at < size ? at : -1;
}

// Adds the products of what is at hand: `a` is TERMS x ROWS, `b` TERMS x COLUMNS.
template <int ROWS, int COLUMNS>
__device__ __forceinline__ void multiply_tiles(const float* a, const float* b, float (&sums)[4][4]) {
    int row = threadIdx.x / (COLUMNS / 4) * 4;
    int column = threadIdx.x % (COLUMNS / 4) * 4;
#pragma unroll
    for (int k = 0; k < TERMS; k++) {
        float left[4];
        float right[4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
            left[i] = a[k * PITCH(ROWS) + row + i];
            right[i] = b[k * PITCH(COLUMNS) + column + i];
        }
#pragma unroll
        for (int i = 0; i < 4; i++) {
#pragma unroll
            for (int j = 0; j < 4; j++) {
                sums[i][j] += left[i] * right[j];
            }
        }
    }
}

template <int ROWS, int COLUMNS>
__device__ __forceinline__ void store_tile(const float (&sums)[4][4], float* tile) {
    int row = threadIdx.x / (COLUMNS / 4) * 4;
    int column = threadIdx.x % (COLUMNS / 4) * 4;
#pragma unroll
    for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int j = 0; j < 4; j++) {
            tile[(row + i) * COLUMNS + column + j] = sums[i][j];
        }
    }
    __syncthreads();
}

// y (pixels, filters) = activate(patches (pixels, cells * channels) * kernel + bias)
template <int ROWS, int COLUMNS>
__device__ __forceinline__ void convolve(
        const Sliding& s, int kind, const float* x, const float* kernel, const float* bias, float* y) {
    CONVOLUTION_TILES(ROWS, COLUMNS);
    CONVOLUTION_PLACES(ROWS);
    SHARED(float, tile, [ROWS * COLUMNS]);
    const int threads = ROWS * COLUMNS / 16;
    int thread = threadIdx.x;
    int pixels = s.count * s.outHeight * s.outWidth;
    int terms = s.windowHeight * s.windowWidth * s.channels;
    int pixel = blockIdx.x * ROWS;
    int filter = blockIdx.y * COLUMNS;
    place_windows(s, pixel, pixels, ROWS, places);
    float sums[4][4] = {};
    for (int first = 0; first < terms; first += TERMS) {
        __syncthreads();
        int term = first + thread % TERMS;
        int cell = term / s.channels;
        int down = cell / s.windowWidth * s.dilationY;
        int right = cell % s.windowWidth * s.dilationX;
        int distance = (down * s.width + right) * s.channels + term % s.channels;
        for (int m = thread / TERMS; m < ROWS; m += threads / TERMS) {
            bool inside = term < terms && (unsigned) (places.rows[m] + down) < (unsigned) s.height
                    && (unsigned) (places.columns[m] + right) < (unsigned) s.width;
            a[thread % TERMS * PITCH(ROWS) + m] = inside ? x[places.origins[m] + distance] : 0;
        }
        for (int e = thread; e < TERMS * COLUMNS; e += threads) {
            int k = e / COLUMNS;
            int n = e % COLUMNS;
            bool inside = first + k < terms && filter + n < s.filters;
            b[k * PITCH(COLUMNS) + n] = inside ? kernel[(first + k) * s.filters + filter + n] : 0;
        }
        __syncthreads();
        multiply_tiles<ROWS, COLUMNS>(a, b, sums);
    }
    store_tile<ROWS, COLUMNS>(sums, tile);
#pragma unroll 1
    for (int e = thread; e < ROWS * COLUMNS; e += threads) {
        int m = pixel + e / COLUMNS;
        int n = filter + e % COLUMNS;
        if (m < pixels && n < s.filters) {
            y[m * s.filters + n] = activate(kind, bias ? tile[e] + bias[n] : tile[e]);
        }
    }
}

// dx (pixels of the images, channels) = sum over cells and filters of dz where the cell of its window lies on the pixel, times
// the kernel.
template <int ROWS, int COLUMNS>
__device__ __forceinline__ void convolve_back(
        const Sliding& s, const float* kernel, const float* dz, float* dx) {
    CONVOLUTION_TILES(ROWS, COLUMNS);
    CONVOLUTION_PLACES(ROWS);
    SHARED(float, tile, [ROWS * COLUMNS]);
    const int threads = ROWS * COLUMNS / 16;
    int thread = threadIdx.x;
    int pixels = s.count * s.height * s.width;
    int terms = s.windowHeight * s.windowWidth * s.filters;
    int pixel = blockIdx.x * ROWS;
    int channel = blockIdx.y * COLUMNS;
    place_pixels(s, pixel, pixels, ROWS, places);
    float sums[4][4] = {};
    for (int first = 0; first < terms; first += TERMS) {
        __syncthreads();
        int k = thread % TERMS;
        int term = first + k;
        int cell = term / s.filters;
        int filter = term % s.filters;
        int down = cell / s.windowWidth * s.dilationY;
        int right = cell % s.windowWidth * s.dilationX;
        for (int m = thread / TERMS; m < ROWS; m += threads / TERMS) {
            int row = window_of(places.rows[m], down, s.strideY, s.outHeight);
            int column = window_of(places.columns[m], right, s.strideX, s.outWidth);
            bool inside = term < terms && row >= 0 && column >= 0;
            int at = ((places.origins[m] + row) * s.outWidth + column) * s.filters + filter;
            a[k * PITCH(ROWS) + m] = inside ? dz[at] : 0;
        }
        for (int n = thread / TERMS; n < COLUMNS; n += threads / TERMS) {
            bool inside = term < terms && channel + n < s.channels;
            b[k * PITCH(COLUMNS) + n] = inside ? kernel[(cell * s.channels + channel + n) * s.filters + filter] : 0;
        }
        __syncthreads();
        multiply_tiles<ROWS, COLUMNS>(a, b, sums);
    }
    store_tile<ROWS, COLUMNS>(sums, tile);
    for (int e = thread; e < ROWS * COLUMNS; e += threads) {
        int m = pixel + e / COLUMNS;
        int n = channel + e % COLUMNS;
        if (m < pixels && n < s.channels) {
            dx[m * s.channels + n] = tile[e];
        }
    }
}

// sums (chunks, cells * channels, filters): patches^T * dz over each chunk of the pixels
template <int ROWS, int COLUMNS>
__device__ __forceinline__ void convolve_kernel(
        const Sliding& s, int chunk, const float* x, const float* dz, float* partials) {
    CONVOLUTION_TILES(ROWS, COLUMNS);
    CONVOLUTION_PLACES(PIXELS);
    const int threads = ROWS * COLUMNS / 16;
    int thread = threadIdx.x;
    int pixels = s.count * s.outHeight * s.outWidth;
    int terms = s.windowHeight * s.windowWidth * s.channels;
    int from = blockIdx.z * chunk;
    int end = pixels - from < chunk ? pixels : from + chunk;
    int filter = blockIdx.y * COLUMNS;
    int term = blockIdx.x * ROWS + thread % ROWS;
    int cell = term / s.channels;
    int down = cell / s.windowWidth * s.dilationY;
    int right = cell % s.windowWidth * s.dilationX;
    int distance = (down * s.width + right) * s.channels + term % s.channels;
    float sums[4][4] = {};
    for (int group = from; group < end; group += PIXELS) {
        place_windows(s, group, end, PIXELS, places);
        __syncthreads();
        for (int first = 0; first < PIXELS && group + first < end; first += TERMS) {
            for (int k = thread / ROWS; k < TERMS; k += threads / ROWS) {
                int m = first + k;
                bool inside = term < terms && (unsigned) (places.rows[m] + down) < (unsigned) s.height
                        && (unsigned) (places.columns[m] + right) < (unsigned) s.width;
                a[k * PITCH(ROWS) + thread % ROWS] = inside ? x[places.origins[m] + distance] : 0;
            }
            for (int e = thread; e < TERMS * COLUMNS; e += threads) {
                int m = group + first + e / COLUMNS;
                int n = filter + e % COLUMNS;
                b[e / COLUMNS * PITCH(COLUMNS) + e % COLUMNS] =
                        m < end && n < s.filters ? dz[m * s.filters + n] : 0;
            }
            __syncthreads();
            multiply_tiles<ROWS, COLUMNS>(a, b, sums);
            __syncthreads();
        }
    }
    int row = blockIdx.x * ROWS + thread / (COLUMNS / 4) * 4;
    int column = filter + thread % (COLUMNS / 4) * 4;
#pragma unroll
    for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int j = 0; j < 4; j++) {
            if (row + i < terms && column + j < s.filters) {
                partials[(blockIdx.z * terms + row + i) * s.filters + column + j] = sums[i][j];
            }
        }
    }
}

// A window as kernels are given one.
#define SLIDING                                                                                                          \
    int count, int height, int width, int channels, int outHeight, int outWidth, int filters, int windowHeight,          \
            int windowWidth, int strideY, int strideX, int dilationY, int dilationX, int top, int left
#define SLIDING_GIVEN                                                                                                    \
    {                                                                                                                    \
        count, height, width, channels, outHeight, outWidth, filters, windowHeight, windowWidth, strideY, strideX,       \
                dilationY, dilationX, top, left                                                                          \
    }

extern "C" __global__ void convolution_128x32(
        SLIDING, int kind, const float* x, const float* kernel, const float* bias, float* y) {
    const Sliding s = SLIDING_GIVEN;
    convolve<128, 32>(s, kind, x, kernel, bias, y);
}

extern "C" __global__ void convolution_images_128x32(SLIDING, const float* kernel, const float* dz, float* dx) {
    const Sliding s = SLIDING_GIVEN;
    convolve_back<128, 32>(s, kernel, dz, dx);
}

extern "C" __global__ void convolution_64x64(
        SLIDING, int kind, const float* x, const float* kernel, const float* bias, float* y) {
    const Sliding s = SLIDING_GIVEN;
    convolve<64, 64>(s, kind, x, kernel, bias, y);
}

extern "C" __global__ void convolution_images_64x64(SLIDING, const float* kernel, const float* dz, float* dx) {
    const Sliding s = SLIDING_GIVEN;
    convolve_back<64, 64>(s, kernel, dz, dx);
}

extern "C" __global__ void convolution_kernel_16x32(
        SLIDING, int chunk, const float* x, const float* dz, float* partials) {
    const Sliding s = SLIDING_GIVEN;
    convolve_kernel<16, 32>(s, chunk, x, dz, partials);
}

extern "C" __global__ void convolution_kernel_64x32(
        SLIDING, int chunk, const float* x, const float* dz, float* partials) {
    const Sliding s = SLIDING_GIVEN;
    convolve_kernel<64, 32>(s, chunk, x, dz, partials);
}

extern "C" __global__ void convolution_kernel_64x64(
        SLIDING, int chunk, const float* x, const float* dz, float* partials) {
    const Sliding s = SLIDING_GIVEN;
    convolve_kernel<64, 64>(s, chunk, x, dz, partials);
}
