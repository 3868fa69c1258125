// Activation functions and their gradients. ACTIVATION_... and the constants of formulas come from CudaDefines.

// Bounds that let through what is not a number, as fmaxf and fminf do not.
__device__ __forceinline__ float at_least(float x, float low) { return x < low ? low : x; }

__device__ __forceinline__ float at_most(float x, float high) { return x > high ? high : x; }

__device__ __forceinline__ float clip(float x, float low, float high) { return at_most(at_least(x, low), high); }

// -1, 0 or 1; not a number where x is none.
__device__ __forceinline__ float sign_of(float x) { return x > 0 ? 1.0f : x < 0 ? -1.0f : x; }

__device__ __forceinline__ float sigmoid(float x) { return 1 / (1 + expf(-x)); }

// max(x, 0) + log1p(exp(-|x|)), which does not overflow.
__device__ __forceinline__ float softplus(float x) { return at_least(x, 0) + log1pf(expf(-fabsf(x))); }

__device__ __forceinline__ float hard_sigmoid(float x) { return clip(x * (1 / 6.0f) + 0.5f, 0, 1); }

// scale * (max(x, 0) + alpha * (exp(min(x, 0)) - 1))
__device__ __forceinline__ float exponential_linear(float x, float scale, float alpha) {
    return scale * at_least(x, 0) + scale * alpha * expm1f(at_most(x, 0));
}

// The standard normal distribution up to x: erfc(-x / sqrt(2)) / 2.
__device__ __forceinline__ float normal_share(float x) { return 0.5f * erfcf(-0.70710678f * x); }

// n in tanh(softplus(x)) = n / (n + 2): e * (e + 2) with e = exp(x). It is 1 from 20 on, where exp(x)^2 still is a float.
__device__ __forceinline__ float mish(float x) {
    float e = expf(at_most(x, 20));
    return e * (e + 2);
}

__device__ __forceinline__ float clip_and_bend(float x) {
    float bent = clip(x + 1, 0, 2);
    return bent * bent * 0.25f + at_least(x - 1, 0);
}

// Functions that are called, not inlined: a product would hold them once for each value of a thread.
__device__ __noinline__ float activate_otherwise(int kind, float x) {
    switch (kind) {
        case ACTIVATION_LEAKY_RELU: return x < 0 ? LEAK * x : x;
        case ACTIVATION_RELU6: return clip(x, 0, 6);
        case ACTIVATION_ELU:
        case ACTIVATION_CELU: return exponential_linear(x, 1, 1);
        case ACTIVATION_SELU: return exponential_linear(x, SELU_SCALE, SELU_ALPHA);
        case ACTIVATION_GELU: return x * normal_share(x);
        case ACTIVATION_SIGMOID: return sigmoid(x);
        case ACTIVATION_HARD_SIGMOID: return hard_sigmoid(x);
        case ACTIVATION_LOG_SIGMOID: return -softplus(-x);
        case ACTIVATION_SPARSE_SIGMOID: return clip(x * 0.5f + 0.5f, 0, 1);
        case ACTIVATION_SILU: return x * sigmoid(x);
        case ACTIVATION_HARD_SILU: return x * hard_sigmoid(x);
        case ACTIVATION_TANH: return tanhf(x);
        case ACTIVATION_HARD_TANH: return clip(x, -1, 1);
        case ACTIVATION_TANH_SHRINK: return x - tanhf(x);
        case ACTIVATION_HARD_SHRINK: return fabsf(x) <= SHRUNK ? 0 : x;
        case ACTIVATION_SOFT_SHRINK: return x - clip(x, -SHRUNK, SHRUNK);
        case ACTIVATION_SOFTPLUS: return softplus(x);
        case ACTIVATION_SQUAREPLUS: return (x + sqrtf(x * x + 4)) * 0.5f;
        case ACTIVATION_SPARSE_PLUS: return clip_and_bend(x);
        case ACTIVATION_SOFTSIGN: return x / (1 + fabsf(x));
        case ACTIVATION_MISH: return x * (mish(x) / (mish(x) + 2));
        case ACTIVATION_EXPONENTIAL: return expf(x);
        default: return x;
    }
}

// The activation of one value; those along rows have kernels of their own.
__device__ __forceinline__ float activate(int kind, float x) {
    return kind == ACTIVATION_LINEAR ? x : kind == ACTIVATION_RELU ? at_least(x, 0) : activate_otherwise(kind, x);
}

__device__ __forceinline__ float between(float v, float low, float high) { return v > low && v < high ? 1.0f : 0.0f; }

// N(x) + x * n(x) with the standard normal distribution N and its density n.
__device__ __forceinline__ float gelu_slope(float x) { return normal_share(x) + x * (0.39894228f * expf(-0.5f * x * x)); }

// s * (1 + x * (1 - s)) with s = sigmoid(x).
__device__ __forceinline__ float silu_slope(float x) {
    float s = sigmoid(x);
    return s * (1 + x * (1 - s));
}

// m / w + 4 * x * sigmoid(x) * (m + 1) / w^2, where tanh(softplus(x)) = m / w and w = m + 2.
__device__ __forceinline__ float mish_slope(float x) {
    float m = mish(x);
    float w = m + 2;
    return ((m + 1) / w * sigmoid(x) * x * 4 + m) / w;
}

__device__ __noinline__ float slope_otherwise(int kind, float v) {
    switch (kind) {
        case ACTIVATION_LEAKY_RELU: return v < 0 ? LEAK : 1;
        case ACTIVATION_RELU6: return between(v, 0, 6);
        // exp(x) = y + 1 where x is negative
        case ACTIVATION_ELU:
        case ACTIVATION_CELU: return at_most(v, 0) + 1;
        // scale * alpha * exp(x) = y + scale * alpha where x is negative
        case ACTIVATION_SELU: return v > 0 ? SELU_SCALE : v + SELU_SCALE * SELU_ALPHA;
        case ACTIVATION_GELU: return gelu_slope(v);
        case ACTIVATION_SIGMOID: return v * (1 - v);
        case ACTIVATION_HARD_SIGMOID: return between(v, 0, 1) * (1 / 6.0f);
        // sigmoid(-x) = 1 - exp(y)
        case ACTIVATION_LOG_SIGMOID: return -expm1f(v);
        case ACTIVATION_SPARSE_SIGMOID: return between(v, 0, 1) * 0.5f;
        case ACTIVATION_SILU: return silu_slope(v);
        // hard_sigmoid(x) + x / 6 where |x| < 3
        case ACTIVATION_HARD_SILU: return between(v, -3, 3) * v * (1 / 6.0f) + hard_sigmoid(v);
        case ACTIVATION_TANH: return 1 - v * v;
        case ACTIVATION_HARD_TANH: return between(v, -1, 1);
        case ACTIVATION_TANH_SHRINK: return tanhf(v) * tanhf(v);
        case ACTIVATION_HARD_SHRINK:
        case ACTIVATION_SOFT_SHRINK: return v == 0 ? 0 : 1;
        // 1 / (1 + exp(-x)) = 1 - exp(-y)
        case ACTIVATION_SOFTPLUS: return -expm1f(-v);
        // (1 + x / sqrt(x^2 + 4)) / 2 = y^2 / (y^2 + 1)
        case ACTIVATION_SQUAREPLUS: return v * v / (v * v + 1);
        // (x + 1) / 2 = sqrt(y) between -1 and 1
        case ACTIVATION_SPARSE_PLUS: return at_most(sqrtf(v), 1);
        // 1 / (1 + |x|)^2 = (1 - |y|)^2
        case ACTIVATION_SOFTSIGN: return (1 - fabsf(v)) * (1 - fabsf(v));
        case ACTIVATION_MISH: return mish_slope(v);
        case ACTIVATION_EXPONENTIAL: return v;
        default: return 1;
    }
}

// The derivative, from what came out of functions whose gradient follows from that, else from what went in.
__device__ __forceinline__ float slope(int kind, float v) {
    if (kind == ACTIVATION_LINEAR) {
        return 1;
    }
    return kind == ACTIVATION_RELU ? (v > 0 ? 1.0f : 0.0f) : slope_otherwise(kind, v);
}

extern "C" __global__ void activate_each(int n, int kind, const float* x, float* y) {
    EACH(i, n) {
        y[i] = activate(kind, x[i]);
    }
}

// The activation of sums that have a bias for each column to come.
extern "C" __global__ void activate_biased(int n, int columns, int kind, const float* bias, float* y) {
    EACH(i, n) {
        y[i] = activate(kind, y[i] + bias[i % columns]);
    }
}

extern "C" __global__ void slope_each(int n, int kind, const float* from, float* dy) {
    EACH(i, n) {
        dy[i] *= slope(kind, from[i]);
    }
}

// The largest value of a row, of which each lane reads every 32nd.
__device__ __forceinline__ float row_max(const float* x, int columns) {
    float largest = -INFINITE;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        largest = fmaxf(largest, x[i]);
    }
    return warp_max(largest);
}

// The sum of exp(x - max) over a row.
__device__ __forceinline__ float row_exp_sum(const float* x, int columns, float max) {
    float sum = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        sum += expf(x[i] - max);
    }
    return warp_sum(sum);
}

extern "C" __global__ void softmax_rows(int rows, int columns, const float* x, float* y) {
    const float* in = x + (long long) blockIdx.x * columns;
    float* out = y + (long long) blockIdx.x * columns;
    float max = row_max(in, columns);
    float sum = row_exp_sum(in, columns, max);
    for (int i = threadIdx.x; i < columns; i += WARP) {
        out[i] = expf(in[i] - max) / sum;
    }
}

extern "C" __global__ void log_softmax_rows(int rows, int columns, const float* x, float* y) {
    const float* in = x + (long long) blockIdx.x * columns;
    float* out = y + (long long) blockIdx.x * columns;
    float max = row_max(in, columns);
    float log_sum = logf(row_exp_sum(in, columns, max));
    for (int i = threadIdx.x; i < columns; i += WARP) {
        out[i] = in[i] - max - log_sum;
    }
}

// dx = y * (dy - sum(dy * y))
extern "C" __global__ void softmax_rows_gradient(int rows, int columns, const float* y, float* dy) {
    const float* out = y + (long long) blockIdx.x * columns;
    float* d = dy + (long long) blockIdx.x * columns;
    float dot = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        dot += d[i] * out[i];
    }
    dot = warp_sum(dot);
    for (int i = threadIdx.x; i < columns; i += WARP) {
        d[i] = out[i] * (d[i] - dot);
    }
}

// dx = dy - exp(y) * sum(dy)
extern "C" __global__ void log_softmax_rows_gradient(int rows, int columns, const float* y, float* dy) {
    const float* out = y + (long long) blockIdx.x * columns;
    float* d = dy + (long long) blockIdx.x * columns;
    float sum = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        sum += d[i];
    }
    sum = warp_sum(sum);
    for (int i = threadIdx.x; i < columns; i += WARP) {
        d[i] -= expf(out[i]) * sum;
    }
}
