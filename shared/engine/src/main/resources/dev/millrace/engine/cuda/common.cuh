// What all kernels share. Plain CUDA C++: no headers, no inline PTX, no atomics on floats. Every sum has a fixed order, so
// that the same operands give the same bits.

#ifndef SHARED
// A block's shared memory: SHARED(float, tile, [32][33]).
#define SHARED(type, name, dimensions) __shared__ type name dimensions
#endif

// Each value of n, however many threads there are.
#define EACH(i, n) \
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < (n); i += gridDim.x * blockDim.x)

#define WARP 32
#define ALL_LANES 0xffffffffu
#define INFINITE __int_as_float(0x7f800000)

// Sums and largest values of a warp; every lane gets them.
__device__ __forceinline__ float warp_sum(float value) {
    for (int distance = WARP / 2; distance > 0; distance /= 2) {
        value += __shfl_xor_sync(ALL_LANES, value, distance);
    }
    return value;
}

__device__ __forceinline__ float warp_max(float value) {
    for (int distance = WARP / 2; distance > 0; distance /= 2) {
        value = fmaxf(value, __shfl_xor_sync(ALL_LANES, value, distance));
    }
    return value;
}

// Sums of a block of whole warps; every thread gets them, and every thread of the block has to ask.
__device__ __forceinline__ float block_sum(float value) {
    SHARED(float, parts, [WARP]);
    value = warp_sum(value);
    if (threadIdx.x % WARP == 0) {
        parts[threadIdx.x / WARP] = value;
    }
    __syncthreads();
    float sum = 0;
    for (int warp = 0; warp < blockDim.x / WARP; warp++) {
        sum += parts[warp];
    }
    __syncthreads();
    return sum;
}
