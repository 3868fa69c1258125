// Operations on values one by one, and penalties on weights. MASK_... come from CudaDefines.

// The factor of a dropout mask: as DropoutMask.factor.
__device__ __forceinline__ float mask_factor(
        unsigned index, unsigned first, unsigned second, unsigned threshold, float scale) {
    unsigned h = index * MASK_GOLDEN + first;
    h = (h ^ h >> 16) * MASK_MIX_1;
    h = (h ^ h >> 13) * MASK_MIX_2;
    h = (h ^ h >> 16) ^ second;
    h = (h ^ h >> 16) * MASK_MIX_3;
    h = (h ^ h >> 15) * MASK_MIX_4;
    h ^= h >> 16;
    return h >> (32 - MASK_BITS) < threshold ? scale : 0;
}

__device__ __forceinline__ unsigned mask_key(float upper, float lower) {
    return (unsigned) upper << 16 | (unsigned) lower;
}

extern "C" __global__ void dropout(int n, int threshold, float scale, const float* keys, const float* x, float* y) {
    unsigned first = mask_key(keys[0], keys[1]);
    unsigned second = mask_key(keys[2], keys[3]);
    EACH(i, n) {
        y[i] = x[i] * mask_factor(i, first, second, threshold, scale);
    }
}

// x * scale + offset, of each column.
extern "C" __global__ void rescale(
        int n, int columns, const float* scale, const float* offset, const float* x, float* y) {
    EACH(i, n) {
        int column = i % columns;
        y[i] = __fmul_rn(x[i], scale[column]) + offset[column];
    }
}

// As Rectifier.of.
extern "C" __global__ void rectify(int n, float slope, float threshold, float max, const float* x, float* y) {
    EACH(i, n) {
        float v = x[i];
        y[i] = v >= max ? max : v >= threshold ? v : slope * (v - threshold);
    }
}

extern "C" __global__ void rectify_gradient(
        int n, float slope, float threshold, float max, const float* x, float* dy) {
    EACH(i, n) {
        float v = x[i];
        dy[i] *= v >= max ? 0 : v >= threshold ? 1 : slope;
    }
}

// l1 * |w| + l2 * w^2, summed by each block.
extern "C" __global__ void penalties_of_blocks(int n, float l1, float l2, const float* w, float* sums) {
    float sum = 0;
    EACH(i, n) {
        sum += l1 * fabsf(w[i]) + l2 * w[i] * w[i];
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) {
        sums[blockIdx.x] = sum;
    }
}

// One block.
extern "C" __global__ void sum_of_values(int n, const float* values, float* sum) {
    float own = 0;
    for (int i = threadIdx.x; i < n; i += blockDim.x) {
        own += values[i];
    }
    own = block_sum(own);
    if (threadIdx.x == 0) {
        *sum = own;
    }
}

// g += l1 * sign(w) + 2 * l2 * w
extern "C" __global__ void penalty_gradient(int n, float l1, float l2, const float* w, float* g) {
    EACH(i, n) {
        g[i] += l1 * sign_of(w[i]) + 2 * l2 * w[i];
    }
}
