// Softmax along an axis, and rows of tables.

// A thread for each line of `axis` values, `inner` apart.
extern "C" __global__ void softmax_axis(int lines, int axis, int inner, const float* x, float* y) {
    EACH(line, lines) {
        int first = line / inner * axis * inner + line % inner;
        int end = first + axis * inner;
        float largest = -INFINITE;
        for (int i = first; i < end; i += inner) {
            largest = fmaxf(largest, x[i]);
        }
        float sum = 0;
        for (int i = first; i < end; i += inner) {
            sum += expf(x[i] - largest);
        }
        for (int i = first; i < end; i += inner) {
            y[i] = expf(x[i] - largest) / sum;
        }
    }
}

// dx = y * (dy - sum(y * dy))
extern "C" __global__ void softmax_axis_gradient(int lines, int axis, int inner, const float* y, float* dy) {
    EACH(line, lines) {
        int first = line / inner * axis * inner + line % inner;
        int end = first + axis * inner;
        float dot = 0;
        for (int i = first; i < end; i += inner) {
            dot += y[i] * dy[i];
        }
        for (int i = first; i < end; i += inner) {
            dy[i] = y[i] * (dy[i] - dot);
        }
    }
}

// The nearest row that there is; the first where the index is no number.
__device__ __forceinline__ int table_row(float index, int rows) {
    // the largest float below 2^31
    int row = !(index > 0) ? 0 : index < 2147483520.0f ? (int) index : rows;
    return row < rows ? row : rows - 1;
}

extern "C" __global__ void look_up(int n, int columns, int rows, const float* table, const float* indices, float* y) {
    EACH(i, n) {
        y[i] = table[table_row(indices[i / columns], rows) * columns + i % columns];
    }
}

// firsts (chunks, rows of the table) = -1
extern "C" __global__ void look_up_begin(int n, int* firsts) {
    EACH(i, n) {
        firsts[i] = -1;
    }
}

#define LOOKED_AT 128

// Indices come in chunks. The first in its chunk that has a row of the table sums up what all in the chunk have for it: a block
// for each index and LOOKED_AT columns.
extern "C" __global__ void look_up_chunks(int count, int columns, int rows, int chunk, const float* indices,
        const float* dy, float* sums, int* firsts) {
    SHARED(unsigned, equal, [LOOKED_AT / WARP]);
    int index = blockIdx.x;
    int row = table_row(indices[index], rows);
    int from = index / chunk * chunk;
    int end = count - from < chunk ? count : from + chunk;
    int column = blockIdx.y * LOOKED_AT + threadIdx.x;
    float sum = 0;
    // the same for all threads of the block
    bool first = true;
    for (int begin = from; first && begin < end; begin += LOOKED_AT) {
        int looked = begin + threadIdx.x;
        unsigned mask = __ballot_sync(ALL_LANES, looked < end && table_row(indices[looked], rows) == row);
        if (threadIdx.x % WARP == 0) {
            equal[threadIdx.x / WARP] = mask;
        }
        __syncthreads();
        for (int warp = 0; first && warp < LOOKED_AT / WARP; warp++) {
            for (mask = equal[warp]; first && mask; mask &= mask - 1) {
                int i = begin + warp * WARP + __ffs(mask) - 1;
                first = i >= index;
                if (first && column < columns) {
                    sum += dy[i * columns + column];
                }
            }
        }
        __syncthreads();
    }
    if (first && column < columns) {
        sums[index * columns + column] = sum;
    }
    if (first && column == 0) {
        firsts[index / chunk * rows + row] = index;
    }
}

// dTable: the sums of the chunks, in their order.
extern "C" __global__ void look_up_end(
        int n, int columns, int rows, int chunks, const float* sums, const int* firsts, float* dTable) {
    EACH(i, n) {
        float sum = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int first = firsts[chunk * rows + i / columns];
            if (first >= 0) {
                sum += sums[first * columns + i % columns];
            }
        }
        dTable[i] = sum;
    }
}
