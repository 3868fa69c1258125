// Normalisations, and sums of columns over many rows: chunks of rows first, then the chunks in their order. Blocks have a warp
// of columns, and WALKERS threads for each, which take turns at rows.

#define WALKERS 16

// The sum of what the walkers of a column have; every thread of the block gets its column's, and has to ask.
__device__ __forceinline__ float walkers_sum(float value) {
    SHARED(float, walked, [WALKERS][WARP]);
    int lane = threadIdx.x % WARP;
    walked[threadIdx.x / WARP][lane] = value;
    __syncthreads();
    float sum = 0;
    for (int walker = 0; walker < WALKERS; walker++) {
        sum += walked[walker][lane];
    }
    __syncthreads();
    return sum;
}

// The sum of a column of `partials` (chunks, columns); every thread of the block has to ask.
__device__ __forceinline__ float chunks_sum(int chunks, int columns, int column, const float* partials) {
    float sum = 0;
    if (column < columns) {
        for (int chunk = threadIdx.x / WARP; chunk < chunks; chunk += WALKERS) {
            sum += partials[chunk * columns + column];
        }
    }
    return walkers_sum(sum);
}

// Where a walker's rows end; they begin at the chunk's first and the walker's number.
__device__ __forceinline__ int chunk_end(int rows, int chunk) {
    int from = blockIdx.y * chunk;
    return rows - from < chunk ? rows : from + chunk;
}

// partials (chunks, columns): the sums of each chunk of the rows
extern "C" __global__ void chunk_sums(int rows, int columns, int chunk, const float* x, float* partials) {
    int column = blockIdx.x * WARP + threadIdx.x % WARP;
    int end = chunk_end(rows, chunk);
    float sum = 0;
    if (column < columns) {
        for (int row = blockIdx.y * chunk + threadIdx.x / WARP; row < end; row += WALKERS) {
            sum += x[row * columns + column];
        }
    }
    sum = walkers_sum(sum);
    if (threadIdx.x < WARP && column < columns) {
        partials[blockIdx.y * columns + column] = sum;
    }
}

// sums (columns,): those of `partials` (chunks, columns)
extern "C" __global__ void add_chunks(int chunks, int columns, const float* partials, float* sums) {
    int column = blockIdx.x * WARP + threadIdx.x % WARP;
    float sum = chunks_sum(chunks, columns, column, partials);
    if (threadIdx.x < WARP && column < columns) {
        sums[column] = sum;
    }
}

__device__ __forceinline__ float scaled(float value, const float* gamma, const float* beta, int column) {
    float factor = gamma ? gamma[column] : 1;
    return value * factor + (beta ? beta[column] : 0);
}

extern "C" __global__ void normalise_by_given(int n, int columns, float epsilon, const float* gamma, const float* beta,
        const float* mean, const float* variance, const float* x, float* y) {
    EACH(i, n) {
        int c = i % columns;
        y[i] = scaled((x[i] - mean[c]) / sqrtf(variance[c] + epsilon), gamma, beta, c);
    }
}

extern "C" __global__ void normalise_by_given_gradient(
        int n, int columns, float epsilon, const float* gamma, const float* variance, const float* dy, float* dx) {
    EACH(i, n) {
        int c = i % columns;
        dx[i] = scaled(dy[i] / sqrtf(variance[c] + epsilon), gamma, 0, c);
    }
}

// squares (chunks, columns): those of what lies between values and their column's mean, which `sums` (chunks, columns) are of
extern "C" __global__ void chunk_squares(
        int rows, int columns, int chunk, int chunks, const float* sums, const float* x, float* mean, float* squares) {
    int column = blockIdx.x * WARP + threadIdx.x % WARP;
    int end = chunk_end(rows, chunk);
    float middle = chunks_sum(chunks, columns, column, sums) / rows;
    float sum = 0;
    if (column < columns) {
        for (int row = blockIdx.y * chunk + threadIdx.x / WARP; row < end; row += WALKERS) {
            float d = x[row * columns + column] - middle;
            sum += d * d;
        }
    }
    sum = walkers_sum(sum);
    if (threadIdx.x < WARP && column < columns) {
        squares[blockIdx.y * columns + column] = sum;
        if (blockIdx.y == 0) {
            mean[column] = middle;
        }
    }
}

// saved (2, columns): the mean, which is there, and 1 / sqrt(variance + epsilon)
extern "C" __global__ void column_moments(int rows, int columns, int chunks, float momentum, float epsilon,
        const float* squares, float* movingMean, float* movingVariance, float* saved) {
    int column = blockIdx.x * WARP + threadIdx.x % WARP;
    float variance = chunks_sum(chunks, columns, column, squares) / rows;
    if (threadIdx.x < WARP && column < columns) {
        saved[columns + column] = 1 / sqrtf(variance + epsilon);
        movingMean[column] = movingMean[column] * momentum + saved[column] * (1 - momentum);
        movingVariance[column] = movingVariance[column] * momentum + variance * (1 - momentum);
    }
}

extern "C" __global__ void normalise_columns(
        int n, int columns, const float* gamma, const float* beta, const float* saved, const float* x, float* y) {
    EACH(i, n) {
        int c = i % columns;
        y[i] = scaled((x[i] - saved[c]) * saved[columns + c], gamma, beta, c);
    }
}

// partials (chunks, 2, columns): sums of dy, and of dy * normal. The mean and the deviation in `saved` are a column's or a
// row's.
extern "C" __global__ void chunk_gradients(int rows, int columns, int chunk, int ofRows, const float* x, const float* saved,
        const float* dy, float* partials) {
    int column = blockIdx.x * WARP + threadIdx.x % WARP;
    int end = chunk_end(rows, chunk);
    float sum = 0;
    float product = 0;
    if (column < columns) {
        for (int row = blockIdx.y * chunk + threadIdx.x / WARP; row < end; row += WALKERS) {
            int i = row * columns + column;
            float mean = saved[ofRows ? row : column];
            float inverse = saved[ofRows ? rows + row : columns + column];
            sum += dy[i];
            product += dy[i] * ((x[i] - mean) * inverse);
        }
    }
    sum = walkers_sum(sum);
    product = walkers_sum(product);
    if (threadIdx.x < WARP && column < columns) {
        partials[blockIdx.y * 2 * columns + column] = sum;
        partials[(blockIdx.y * 2 + 1) * columns + column] = product;
    }
}

// sums (2, columns) of `partials`; the first are dBeta, the second dGamma. Each is written where it is wanted.
extern "C" __global__ void add_gradients(
        int chunks, int columns, const float* partials, float* sums, float* dGamma, float* dBeta) {
    int column = blockIdx.x * WARP + threadIdx.x % WARP;
    float sum = chunks_sum(chunks, 2 * columns, column, partials);
    if (threadIdx.x < WARP && column < 2 * columns) {
        if (sums) {
            sums[column] = sum;
        }
        if (column < columns && dBeta) {
            dBeta[column] = sum;
        }
        if (column >= columns && dGamma) {
            dGamma[column - columns] = sum;
        }
    }
}

// dx = (dy - mean(dy) - normal * mean(dy * normal)) * gamma * inverse
extern "C" __global__ void normalise_columns_gradient(int n, int rows, int columns, const float* gamma, const float* saved,
        const float* sums, const float* x, const float* dy, float* dx) {
    EACH(i, n) {
        int c = i % columns;
        float inverse = saved[columns + c];
        float normal = (x[i] - saved[c]) * inverse;
        float centered = dy[i] - sums[c] / rows - normal * (sums[columns + c] / rows);
        dx[i] = scaled(centered * inverse, gamma, 0, c);
    }
}

// saved (2, rows): the mean, and 1 / sqrt(variance + epsilon)
extern "C" __global__ void normalise_rows(int rows, int columns, float epsilon, const float* gamma, const float* beta,
        const float* x, float* saved, float* y) {
    int row = blockIdx.x;
    const float* in = x + row * columns;
    float sum = 0;
    for (int c = threadIdx.x; c < columns; c += WARP) {
        sum += in[c];
    }
    float mean = warp_sum(sum) / columns;
    float squares = 0;
    for (int c = threadIdx.x; c < columns; c += WARP) {
        squares += (in[c] - mean) * (in[c] - mean);
    }
    float inverse = 1 / sqrtf(warp_sum(squares) / columns + epsilon);
    for (int c = threadIdx.x; c < columns; c += WARP) {
        y[row * columns + c] = scaled((in[c] - mean) * inverse, gamma, beta, c);
    }
    if (threadIdx.x == 0) {
        saved[row] = mean;
        saved[rows + row] = inverse;
    }
}

// dx = (g - mean(g) - normal * mean(g * normal)) * inverse with g = dy * gamma
extern "C" __global__ void normalise_rows_gradient(int rows, int columns, const float* gamma, const float* x,
        const float* saved, const float* dy, float* dx) {
    int row = blockIdx.x;
    float mean = saved[row];
    float inverse = saved[rows + row];
    float sum = 0;
    float product = 0;
    for (int c = threadIdx.x; c < columns; c += WARP) {
        int i = row * columns + c;
        float g = scaled(dy[i], gamma, 0, c);
        sum += g;
        product += g * ((x[i] - mean) * inverse);
    }
    sum = warp_sum(sum) / columns;
    product = warp_sum(product) / columns;
    for (int c = threadIdx.x; c < columns; c += WARP) {
        int i = row * columns + c;
        dx[i] = (scaled(dy[i], gamma, 0, c) - sum - (x[i] - mean) * inverse * product) * inverse;
    }
}

// w *= (rate * clip(norm, min, max) + (1 - rate) * norm) / (norm + 1e-7), a thread for each line of `along` values, `inner`
// apart.
extern "C" __global__ void limit_norms(
        int lines, int along, int inner, float smallest, float largest, float rate, float* w) {
    EACH(line, lines) {
        int first = line / inner * along * inner + line % inner;
        int end = first + along * inner;
        float squares = 0;
        for (int i = first; i < end; i += inner) {
            squares += w[i] * w[i];
        }
        float norm = sqrtf(squares);
        float desired = rate * fminf(fmaxf(norm, smallest), largest) + (1 - rate) * norm;
        float factor = desired / (norm + 1e-7f);
        for (int i = first; i < end; i += inner) {
            w[i] *= factor;
        }
    }
}
