// Products of matrices. A block of 16 x 16 threads makes a tile of 16 R x 16 R values, each thread R x R of them, from tiles of
// the operands in shared memory. Where there are too few tiles to keep a device busy, the sum is parted into slices, each by a
// block of its own; whichever of a tile's blocks is the last adds them up, in the slices' order.

#define SIDE 16
#define DEPTH 16

// What becomes of a sum: a bias for each column and an activation; or, where the sum is a gradient, the slope of the activation
// that made the value at the same place of `out`.
struct Ending {
    const float* bias;
    int activation;
    const float* out;
};

__device__ __forceinline__ float ended(const Ending& ending, float sum, int column, long long place) {
    if (ending.out != 0) {
        return sum * slope(ending.activation, ending.out[place]);
    }
    return activate(ending.activation, ending.bias == 0 ? sum : sum + ending.bias[column]);
}

// One thread's part of a tile, at these rows and columns.
template <int R>
struct Tile {
    float sums[R][R];

    __device__ __forceinline__ static int row(int i) { return (blockIdx.y * SIDE + threadIdx.x / SIDE) * R + i; }
    __device__ __forceinline__ static int column(int j) {
        return blockIdx.x * SIDE * R + threadIdx.x % SIDE + SIDE * j;
    }
};

// Does something with each value of a thread's part of a tile that is within the result: use(value, column, place). The values
// lie in local memory meanwhile: their places are not known when this is compiled, so that there is one copy of what is done.
template <int R, typename Use>
__device__ __forceinline__ void each_of(const Tile<R>& tile, int m, int n, Use use) {
    float values[R * R];
#pragma unroll
    for (int i = 0; i < R * R; i++) {
        values[i] = tile.sums[i / R][i % R];
    }
#pragma unroll 1
    for (int i = 0; i < R * R; i++) {
        const int r = Tile<R>::row(i / R);
        const int c = Tile<R>::column(i % R);
        if (r < m && c < n) {
            use(values[i], c, r * (long long) n + c);
        }
    }
}

// left · right over one slice, `left` (m, k), `right` (k, n); what is transposed is stored the other way round. Where `total`
// is asked for, the first threads get the sum of a column of `right` each.
template <int R, bool LEFT_TRANSPOSED, bool RIGHT_TRANSPOSED, bool TOTALS>
__device__ __forceinline__ void multiply(
    Tile<R>& tile, float& total, int m, int n, int k, int slice, const float* left, const float* right) {
    const int size = SIDE * R;
    SHARED(float, lefts, [DEPTH][SIDE * R + 1]);
    SHARED(float, rights, [DEPTH][SIDE * R + 1]);
    const int thread = threadIdx.x;
    const int row = blockIdx.y * size;
    const int column = blockIdx.x * size;
    const int from = blockIdx.z * slice;
    const int to = min(k, from + slice);
    total = 0;
#pragma unroll
    for (int i = 0; i < R; i++) {
#pragma unroll
        for (int j = 0; j < R; j++) {
            tile.sums[i][j] = 0;
        }
    }
    for (int at = from; at < to; at += DEPTH) {
        for (int i = thread; i < size * DEPTH; i += SIDE * SIDE) {
            const int d = LEFT_TRANSPOSED ? i / size : i % DEPTH;
            const int r = LEFT_TRANSPOSED ? i % size : i / DEPTH;
            const bool inside = row + r < m && at + d < to;
            const long long place = LEFT_TRANSPOSED ? (at + d) * (long long) m + row + r : (row + r) * (long long) k + at + d;
            lefts[d][r] = inside ? left[place] : 0;
        }
        for (int i = thread; i < size * DEPTH; i += SIDE * SIDE) {
            const int d = RIGHT_TRANSPOSED ? i % DEPTH : i / size;
            const int c = RIGHT_TRANSPOSED ? i / DEPTH : i % size;
            const bool inside = column + c < n && at + d < to;
            const long long place =
                RIGHT_TRANSPOSED ? (column + c) * (long long) k + at + d : (at + d) * (long long) n + column + c;
            rights[d][c] = inside ? right[place] : 0;
        }
        __syncthreads();
        if (TOTALS && thread < size) {
            for (int d = 0; d < DEPTH; d++) {
                total += rights[d][thread];
            }
        }
#pragma unroll
        for (int d = 0; d < DEPTH; d++) {
            float a[R];
            float b[R];
#pragma unroll
            for (int i = 0; i < R; i++) {
                a[i] = lefts[d][thread / SIDE * R + i];
                b[i] = rights[d][thread % SIDE + SIDE * i];
            }
#pragma unroll
            for (int i = 0; i < R; i++) {
#pragma unroll
                for (int j = 0; j < R; j++) {
                    tile.sums[i][j] = fmaf(a[i], b[j], tile.sums[i][j]);
                }
            }
        }
        __syncthreads();
    }
}

// Whether all other blocks of this tile have left their slices; the tile's ticket is then as it was before.
__device__ __forceinline__ bool is_last(int* tickets) {
    SHARED(bool, last, [1]);
    __threadfence();
    __syncthreads();
    if (threadIdx.x == 0) {
        int* ticket = tickets + blockIdx.y * gridDim.x + blockIdx.x;
        last[0] = atomicAdd(ticket, 1) == (int) gridDim.z - 1;
        if (last[0]) {
            *ticket = 0;
        }
    }
    __syncthreads();
    return last[0];
}

// y = ended(left · right). Slices go by way of `parts`, as many matrices like y as there are slices.
template <int R, bool LEFT_TRANSPOSED, bool RIGHT_TRANSPOSED>
__device__ __forceinline__ void product(int m, int n, int k, int slice, const float* left, const float* right,
                                        volatile float* parts, int* tickets, Ending ending, float* y) {
    Tile<R> tile;
    float unused;
    multiply<R, LEFT_TRANSPOSED, RIGHT_TRANSPOSED, false>(tile, unused, m, n, k, slice, left, right);
    const long long size = m * (long long) n;
    const bool sliced = gridDim.z > 1;
    if (sliced) {
        each_of(tile, m, n, [&](float sum, int, long long place) { parts[blockIdx.z * size + place] = sum; });
        if (!is_last(tickets)) {
            return;
        }
        __threadfence();
    }
    each_of(tile, m, n, [&](float sum, int c, long long place) {
        if (sliced) {
            sum = 0;
            for (int z = 0; z < gridDim.z; z++) {
                sum += parts[z * size + place];
            }
        }
        y[place] = ended(ending, sum, c, place);
    });
}

#define PRODUCT_PARAMETERS                                                                                 \
    int m, int n, int k, int slice, const float *left, const float *right, float *parts, int *tickets,     \
        const float *bias, int activation, const float *out, float *y
#define PRODUCT_ARGUMENTS m, n, k, slice, left, right, parts, tickets, Ending{bias, activation, out}, y

extern "C" __global__ void product_small(PRODUCT_PARAMETERS) { product<2, false, false>(PRODUCT_ARGUMENTS); }
extern "C" __global__ void product_large(PRODUCT_PARAMETERS) { product<4, false, false>(PRODUCT_ARGUMENTS); }
extern "C" __global__ void product_left_small(PRODUCT_PARAMETERS) { product<2, true, false>(PRODUCT_ARGUMENTS); }
extern "C" __global__ void product_left_large(PRODUCT_PARAMETERS) { product<4, true, false>(PRODUCT_ARGUMENTS); }
extern "C" __global__ void product_right_small(PRODUCT_PARAMETERS) { product<2, false, true>(PRODUCT_ARGUMENTS); }
extern "C" __global__ void product_right_large(PRODUCT_PARAMETERS) { product<4, false, true>(PRODUCT_ARGUMENTS); }

// The gradients of a dense layer's weights, and at once their update: kernel += update(x^T · dz), bias += update(sum(dz)). The
// variables begin at these places of the weights and of the slots; that of the bias is negative where there is none.
template <int R>
__device__ __forceinline__ void update_dense(int m, int n, int k, const float* x, const float* dz, int at_kernel,
                                             int at_bias, int kind, float* w, float* s0, float* s1, float* s2,
                                             const float* scalars, float k0, float k1, float k2, float k3, float k4,
                                             float k5, float decay) {
    Tile<R> tile;
    float total;
    multiply<R, true, false, true>(tile, total, m, n, k, k, x, dz);
    each_of(tile, m, n, [&](float sum, int, long long place) {
        update_one(kind, at_kernel + place, sum, w, s0, s1, s2, scalars, k0, k1, k2, k3, k4, k5, decay);
    });
    const int column = blockIdx.x * SIDE * R + threadIdx.x;
    if (at_bias >= 0 && blockIdx.y == 0 && threadIdx.x < SIDE * R && column < n) {
        update_one(kind, at_bias + column, total, w, s0, s1, s2, scalars, k0, k1, k2, k3, k4, k5, decay);
    }
}

#define UPDATE_PARAMETERS                                                                                   \
    int m, int n, int k, const float *x, const float *dz, int at_kernel, int at_bias, int kind, float *w,   \
        float *s0, float *s1, float *s2, const float *scalars, float k0, float k1, float k2, float k3,      \
        float k4, float k5, float decay
#define UPDATE_ARGUMENTS m, n, k, x, dz, at_kernel, at_bias, kind, w, s0, s1, s2, scalars, k0, k1, k2, k3, k4, k5, decay

extern "C" __global__ void update_dense_small(UPDATE_PARAMETERS) { update_dense<2>(UPDATE_ARGUMENTS); }
extern "C" __global__ void update_dense_large(UPDATE_PARAMETERS) { update_dense<4>(UPDATE_ARGUMENTS); }

// Sums of columns: a block of 32 x 8 threads for 32 of them.
extern "C" __global__ void column_sums(int rows, int columns, const float* x, float* sums) {
    SHARED(float, parts, [8][WARP]);
    const int across = threadIdx.x % WARP;
    const int down = threadIdx.x / WARP;
    const int column = blockIdx.x * WARP + across;
    float sum = 0;
    if (column < columns) {
        for (int row = down; row < rows; row += 8) {
            sum += x[row * (long long) columns + column];
        }
    }
    parts[down][across] = sum;
    __syncthreads();
    if (down == 0 && column < columns) {
        for (int i = 1; i < 8; i++) {
            sum += parts[i][across];
        }
        sums[column] = sum;
    }
}
