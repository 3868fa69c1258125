// What the stand-in for CUDA is tested with.

extern "C" __global__ void affine(int n, float by, float plus, float* x) {
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
        x[i] = by * x[i] + plus;
    }
}

// One sum a block, by a tree in shared memory and shuffles in the last warp.
extern "C" __global__ void sum(int n, const float* x, float* y) {
    SHARED(float, parts, [256]);
    float value = 0;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
        value += x[i];
    }
    parts[threadIdx.x] = value;
    __syncthreads();
    for (int half = blockDim.x / 2; half >= 32; half /= 2) {
        if (threadIdx.x < half) {
            parts[threadIdx.x] += parts[threadIdx.x + half];
        }
        __syncthreads();
    }
    if (threadIdx.x < 32) {
        value = parts[threadIdx.x];
        for (int distance = 16; distance > 0; distance /= 2) {
            value += __shfl_xor_sync(0xffffffffu, value, distance);
        }
        if (threadIdx.x == 0) {
            y[blockIdx.x] = value;
        }
    }
}

// Each thread gives its neighbour's number; whether there is a barrier in between is the difference.
extern "C" __global__ void neighbour(int* y) {
    SHARED(int, at, [64]);
    at[threadIdx.x] = threadIdx.x;
    __syncthreads();
    y[threadIdx.x] = at[(threadIdx.x + 1) % 64];
}

extern "C" __global__ void neighbourWithoutBarrier(int* y) {
    SHARED(int, at, [64]);
    at[threadIdx.x] = threadIdx.x;
    y[threadIdx.x] = at[(threadIdx.x + 1) % 64];
}

extern "C" __global__ void poke(int at, float* y) { y[at] = 1; }

extern "C" __global__ void pokeShared(int at, float* y) {
    SHARED(float, values, [8]);
    values[at] = 1;
    y[0] = values[0];
}

extern "C" __global__ void leaveBeforeBarrier(float* y) {
    if (threadIdx.x == 3) {
        return;
    }
    __syncthreads();
    y[0] = 1;
}

extern "C" __global__ void leaveBeforeShuffle(float* y) {
    if (threadIdx.x == 3) {
        return;
    }
    y[threadIdx.x] = __shfl_xor_sync(0xffffffffu, y[threadIdx.x], 1);
}

extern "C" __global__ void skewed(int by, float* y) { *(float*) ((char*) y + by) = 1; }

extern "C" __global__ void divide(int by, int* y) { y[0] = 7 / by; }

extern "C" __global__ void echo(float a, int b, long long c, const float* d, double e, float* y) {
    y[0] = a;
    y[1] = b;
    y[2] = c;
    y[3] = d == nullptr;
    y[4] = e;
    y[5] = gridDim.x * 1000 + gridDim.y * 100 + blockDim.x * 10 + blockDim.y;
}
