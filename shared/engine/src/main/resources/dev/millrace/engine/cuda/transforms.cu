// What is done with gradients before an update, and with weights after it. SCALAR_... come from CudaDefines.

extern "C" __global__ void accumulate(int n, const float* g, float* sums) {
    EACH(i, n) {
        sums[i] += g[i];
    }
}

extern "C" __global__ void accumulated_mean(int n, float steps, float* g, float* sums) {
    EACH(i, n) {
        g[i] = (g[i] + sums[i]) / steps;
        sums[i] = 0;
    }
}

extern "C" __global__ void clip_values(int n, float limit, float* g) {
    EACH(i, n) {
        g[i] = clip(g[i], -limit, limit);
    }
}

// The root of the sum of squares over a block of 256 threads. In double: the squares of what is still a float may not
// be one.
__device__ __forceinline__ float block_norm(double squares) {
    SHARED(double, parts, [256]);
    parts[threadIdx.x] = squares;
    __syncthreads();
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
        if (threadIdx.x < half) {
            parts[threadIdx.x] += parts[threadIdx.x + half];
        }
        __syncthreads();
    }
    double sum = parts[0];
    __syncthreads();
    return (float) sqrt(sum);
}

// The norm of each block of gradients: a thread block for each. `blocks` holds for each where it begins, where it ends
// and which group it is of.
extern "C" __global__ void norms_of_blocks(const int* blocks, const float* g, float* norms) {
    int end = blocks[3 * blockIdx.x + 1];
    double sum = 0;
    for (int i = blocks[3 * blockIdx.x] + threadIdx.x; i < end; i += blockDim.x) {
        sum += (double) g[i] * g[i];
    }
    float norm = block_norm(sum);
    if (threadIdx.x == 0) {
        norms[blockIdx.x] = norm;
    }
}

// The norm of each group from those of its blocks, `firsts[group]` up to `firsts[group + 1]`: a thread block for each.
extern "C" __global__ void norms_of_groups(const int* firsts, const float* norms, float* totals) {
    double sum = 0;
    for (int i = firsts[blockIdx.x] + threadIdx.x; i < firsts[blockIdx.x + 1]; i += blockDim.x) {
        sum += (double) norms[i] * norms[i];
    }
    float norm = block_norm(sum);
    if (threadIdx.x == 0) {
        totals[blockIdx.x] = norm;
    }
}

// g * limit / max(|g|, limit) with the norm of the group; together: g * limit * min(1 / |g|, 1 / limit), and nothing is
// left where that norm is no number or infinite.
extern "C" __global__ void scale_blocks(
        const int* blocks, const float* totals, int together, float limit, float* g) {
    int end = blocks[3 * blockIdx.x + 1];
    float norm = totals[blocks[3 * blockIdx.x + 2]];
    float factor = limit;
    float divisor = at_least(norm, limit);
    if (together) {
        factor = isfinite(norm) ? limit * fminf(1 / norm, 1 / limit) : __int_as_float(0x7fc00000);
        divisor = 1;
    }
    for (int i = blocks[3 * blockIdx.x] + threadIdx.x; i < end; i += blockDim.x) {
        g[i] = g[i] * factor / divisor;
    }
}

// a = m * a + (1 - m) * w, and where that is due w = a.
extern "C" __global__ void moving_average(int n, float* w, float* a, const float* scalars) {
    float momentum = scalars[SCALAR_AVERAGE_MOMENTUM];
    bool overwrites = scalars[SCALAR_AVERAGE_OVERWRITES] != 0;
    EACH(i, n) {
        float next = momentum * a[i] + (1 - momentum) * w[i];
        a[i] = next;
        if (overwrites) {
            w[i] = next;
        }
    }
}
