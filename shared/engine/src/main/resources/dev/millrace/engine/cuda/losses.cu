// Losses of rows and the gradients of their mean: a warp for each row. LOSS_... come from CudaDefines. `weights` and `g`
// may be none.

#define LOSS_EPSILON 1e-7f

// What a probability is held between before its logarithm is taken, and where it has a gradient.
__device__ __forceinline__ float probability(float p) { return clip(p, LOSS_EPSILON, 1 - LOSS_EPSILON); }

__device__ __forceinline__ bool has_slope(float p) { return p > LOSS_EPSILON && 1 - p > LOSS_EPSILON; }

__device__ __forceinline__ float weight_of(const float* weights, int row) { return weights ? weights[row] : 1.0f; }

// -(y * log(q) + (1 - y) * log(1 - q)) of the clipped probability q.
__device__ __forceinline__ float binary_crossentropy(float q, float y) {
    return -(y * logf(q) + (1 - y) * logf(1 - q));
}

// w * f * b with f = (1 - p_t)^gamma, p_t = y * p + (1 - y) * (1 - p), the cross-entropy b and w = alpha * y + beta.
__device__ __forceinline__ float binary_focal(float p, float y, float gamma, float alpha, float beta, float* slope) {
    float wrong = y + p - 2 * y * p;
    float q = probability(p);
    float b = binary_crossentropy(q, y);
    float w = alpha * y + beta;
    float f = powf(wrong, gamma);
    // f' = gamma * (1 - p_t)^(gamma - 1) * (1 - 2 * y); b' = (q - y) / (q * (1 - q)) inside the clip
    float by_factor = gamma == 0 ? 0 : gamma * powf(wrong, gamma - 1) * (1 - 2 * y) * b;
    float by_crossentropy = has_slope(p) ? f * (q - y) / (q * (1 - q)) : 0;
    *slope = w * (by_factor + by_crossentropy);
    return w * f * b;
}

// d^2 with d = log(max(p, epsilon) + 1) - log(max(y, epsilon) + 1); its slope is 2 * d / (p + 1) above epsilon.
__device__ __forceinline__ float squared_logarithmic(float p, float y, float* slope) {
    float above = at_least(p, LOSS_EPSILON) + 1;
    float d = logf(above) - logf(at_least(y, LOSS_EPSILON) + 1);
    *slope = p > LOSS_EPSILON ? 2 * d / above : 0;
    return d * d;
}

// y * log(y / p) of clipped values; its slope is -y / p inside.
__device__ __forceinline__ float divergence(float p, float y, float* slope) {
    float share = clip(p, LOSS_EPSILON, 1);
    float target = clip(y, LOSS_EPSILON, 1);
    *slope = p > LOSS_EPSILON && p < 1 ? -target / share : 0;
    return target * logf(target / share);
}

// c * (e - c / 2) with c = clip(e, -delta, delta); its slope is c.
__device__ __forceinline__ float huber(float e, float delta, float* slope) {
    float c = clip(e, -delta, delta);
    *slope = c;
    return c * (e - 0.5f * c);
}

// What one prediction and its (smoothed) target add to the loss of their row, and the derivative by the prediction.
__device__ float element_loss(int kind, float p, float y, float a, float b, float c, float* slope) {
    float e = p - y;
    switch (kind) {
        case LOSS_SQUARED:
            *slope = 2 * e;
            return e * e;
        case LOSS_ABSOLUTE:
            *slope = sign_of(e);
            return fabsf(e);
        case LOSS_HUBER: return huber(e, a, slope);
        case LOSS_PERCENTAGE: {
            float size = at_least(fabsf(y), LOSS_EPSILON);
            *slope = sign_of(e) / size * 100;
            return fabsf(e) / size * 100;
        }
        case LOSS_LOGARITHMIC: return squared_logarithmic(p, y, slope);
        case LOSS_LOG_COSH:
            *slope = tanhf(e);
            return log1pf(expf(-2 * fabsf(e))) + fabsf(e) - 0.69314718f;
        case LOSS_POISSON:
            *slope = 1 - y / (p + LOSS_EPSILON);
            return p - y * logf(p + LOSS_EPSILON);
        case LOSS_DIVERGENCE: return divergence(p, y, slope);
        case LOSS_BINARY: {
            float q = probability(p);
            *slope = has_slope(p) ? (q - y) / (q * (1 - q)) : 0;
            return binary_crossentropy(q, y);
        }
        case LOSS_BINARY_FUSED:
            *slope = e;
            return binary_crossentropy(probability(p), y);
        case LOSS_BINARY_LOGITS:
            *slope = sigmoid(p) - y;
            return softplus(p) - p * y;
        case LOSS_FOCAL: return binary_focal(p, y, a, b, c, slope);
        case LOSS_FOCAL_LOGITS: {
            float q = sigmoid(p);
            float lost = binary_focal(q, y, a, b, c, slope);
            *slope *= q * (1 - q);
            return lost;
        }
        default: return 0;
    }
}

// Sums over columns of a function of a prediction and its target y * keep + lift, times a factor.
extern "C" __global__ void element_loss_rows(int rows, int columns, int kind, float factor, float keep, float lift,
        float a, float b, float c, const float* p, const float* y, const float* weights, float* losses, float* g) {
    int row = blockIdx.x;
    float weight = weight_of(weights, row);
    float per = factor / rows * weight;
    long long at = (long long) row * columns;
    float lost = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        float slope = 0;
        lost += element_loss(kind, p[at + i], y[at + i] * keep + lift, a, b, c, &slope);
        if (g) {
            g[at + i] = slope * per;
        }
    }
    lost = warp_sum(lost);
    if (threadIdx.x == 0) {
        losses[row] = lost * factor * weight;
    }
}

// 1 where all targets are 0 or 1, else 0. One block.
extern "C" __global__ void all_binary(int n, const float* y, float* binary) {
    float others = 0;
    for (int i = threadIdx.x; i < n; i += blockDim.x) {
        others += y[i] == 0 || y[i] == 1 ? 0 : 1;
    }
    others = block_sum(others);
    if (threadIdx.x == 0) {
        *binary = others == 0 ? 1 : 0;
    }
}

// Mean of m = max(1 - s * p, 0) or of its square, where s is 2 * y - 1 if all targets are binary, else y.
extern "C" __global__ void hinge_loss_rows(int rows, int columns, int squared, const float* binary, const float* p,
        const float* y, const float* weights, float* losses, float* g) {
    int row = blockIdx.x;
    bool sides = *binary != 0;
    float weight = weight_of(weights, row);
    float factor = 1.0f / columns;
    long long at = (long long) row * columns;
    float lost = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        float side = sides ? 2 * y[at + i] - 1 : y[at + i];
        float missing = at_least(1 - side * p[at + i], 0);
        lost += squared ? missing * missing : missing;
        if (g) {
            float slope = missing == 0 ? 0 : squared ? -2 * missing * side : -side;
            g[at + i] = slope * (factor / rows * weight);
        }
    }
    lost = warp_sum(lost);
    if (threadIdx.x == 0) {
        losses[row] = lost * factor * weight;
    }
}

// -sum(t * log(q)) with q = clip(n), n = p / sum(p) and targets t = y * keep + lift. Gradient: p - t where the softmax
// before it is fused; else (G - sum(G * n)) / sum(p) with G = -t / q inside the clip, 0 outside.
extern "C" __global__ void categorical_loss_rows(int rows, int columns, int fused, float keep, float lift,
        const float* p, const float* y, const float* weights, float* losses, float* g) {
    int row = blockIdx.x;
    float weight = weight_of(weights, row);
    long long at = (long long) row * columns;
    float sum = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        sum += p[at + i];
    }
    sum = warp_sum(sum);
    float lost = 0;
    float dot = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        float t = y[at + i] * keep + lift;
        float n = p[at + i] / sum;
        float q = probability(n);
        lost -= t * logf(q);
        dot += has_slope(n) ? -t / q * n : 0;
    }
    lost = warp_sum(lost);
    dot = warp_sum(dot);
    if (threadIdx.x == 0) {
        losses[row] = lost * weight;
    }
    if (!g) {
        return;
    }
    float per = weight / rows;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        float t = y[at + i] * keep + lift;
        float n = p[at + i] / sum;
        float slope = fused ? p[at + i] - t : ((has_slope(n) ? -t / probability(n) : 0) - dot) / sum;
        g[at + i] = slope * per;
    }
}

// The same of logits: -sum(t * log_softmax(x)), gradient softmax(x) - t.
extern "C" __global__ void categorical_logits_loss_rows(int rows, int columns, float keep, float lift, const float* x,
        const float* y, const float* weights, float* losses, float* g) {
    int row = blockIdx.x;
    float weight = weight_of(weights, row);
    long long at = (long long) row * columns;
    float max = row_max(x + at, columns);
    float log_sum = logf(row_exp_sum(x + at, columns, max));
    float lost = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        float t = y[at + i] * keep + lift;
        float log = x[at + i] - max - log_sum;
        lost -= t * log;
        if (g) {
            g[at + i] = (expf(log) - t) * (weight / rows);
        }
    }
    lost = warp_sum(lost);
    if (threadIdx.x == 0) {
        losses[row] = lost * weight;
    }
}

// By n: alpha * t * (gamma * (1 - q)^(gamma - 1) * log(q) - (1 - q)^gamma / q) inside the clip.
__device__ __forceinline__ float focal_slope(float n, float t, float alpha, float gamma) {
    float q = probability(n);
    float bent = gamma == 0 ? 0 : gamma * powf(1 - q, gamma - 1) * logf(q);
    return has_slope(n) ? alpha * t * (bent - powf(1 - q, gamma) / q) : 0;
}

// sum(alpha * (1 - q)^gamma * t * -log(q)) with q = clip(n), n = p / sum(p); of logits, n is their softmax.
extern "C" __global__ void categorical_focal_loss_rows(int rows, int columns, int logits, float alpha, float gamma,
        float keep, float lift, const float* p, const float* y, const float* weights, float* losses, float* g) {
    int row = blockIdx.x;
    float weight = weight_of(weights, row);
    long long at = (long long) row * columns;
    float max = 0;
    float sum = 0;
    if (logits) {
        max = row_max(p + at, columns);
        sum = row_exp_sum(p + at, columns, max);
    } else {
        for (int i = threadIdx.x; i < columns; i += WARP) {
            sum += p[at + i];
        }
        sum = warp_sum(sum);
    }
    float lost = 0;
    float dot = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        float t = y[at + i] * keep + lift;
        float n = (logits ? expf(p[at + i] - max) : p[at + i]) / sum;
        float q = probability(n);
        lost -= alpha * powf(1 - q, gamma) * t * logf(q);
        dot += focal_slope(n, t, alpha, gamma) * n;
    }
    lost = warp_sum(lost);
    dot = warp_sum(dot);
    if (threadIdx.x == 0) {
        losses[row] = lost * weight;
    }
    for (int i = threadIdx.x; g && i < columns; i += WARP) {
        float t = y[at + i] * keep + lift;
        float n = (logits ? expf(p[at + i] - max) : p[at + i]) / sum;
        float inner = focal_slope(n, t, alpha, gamma) - dot;
        g[at + i] = (logits ? n * inner : inner / sum) * (weight / rows);
    }
}

// max(max((1 - y) * p) - sum(y * p) + 1, 0); equal largest values share the gradient.
extern "C" __global__ void categorical_hinge_loss_rows(int rows, int columns, const float* p, const float* y,
        const float* weights, float* losses, float* g) {
    int row = blockIdx.x;
    float weight = weight_of(weights, row);
    long long at = (long long) row * columns;
    float right = 0;
    float wrong = -INFINITE;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        right += y[at + i] * p[at + i];
        wrong = fmaxf(wrong, (1 - y[at + i]) * p[at + i]);
    }
    right = warp_sum(right);
    wrong = warp_max(wrong);
    float equal = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        equal += (1 - y[at + i]) * p[at + i] == wrong ? 1 : 0;
    }
    equal = warp_sum(equal);
    float lost = at_least(wrong - right + 1, 0);
    if (threadIdx.x == 0) {
        losses[row] = lost * weight;
    }
    for (int i = threadIdx.x; g && i < columns; i += WARP) {
        float rising = (1 - y[at + i]) * p[at + i] == wrong ? (1 - y[at + i]) / equal : 0;
        float slope = lost == 0 ? 0 : rising - y[at + i];
        g[at + i] = slope * (weight / rows);
    }
}

// -sum(y * p) / (|y| * |p|), where a length below epsilon counts as that and does not change.
// Gradient (dot / |p|^2 * p - y) / (|y| * |p|).
extern "C" __global__ void cosine_loss_rows(int rows, int columns, const float* p, const float* y,
        const float* weights, float* losses, float* g) {
    int row = blockIdx.x;
    float weight = weight_of(weights, row);
    long long at = (long long) row * columns;
    float dot = 0;
    float predictions = 0;
    float targets = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        dot += p[at + i] * y[at + i];
        predictions += p[at + i] * p[at + i];
        targets += y[at + i] * y[at + i];
    }
    dot = warp_sum(dot);
    float length = at_least(sqrtf(warp_sum(predictions)), LOSS_EPSILON);
    float both = length * at_least(sqrtf(warp_sum(targets)), LOSS_EPSILON);
    if (threadIdx.x == 0) {
        losses[row] = -dot / both * weight;
    }
    float turn = length > LOSS_EPSILON ? dot / length / length : 0;
    for (int i = threadIdx.x; g && i < columns; i += WARP) {
        g[at + i] = (turn * p[at + i] - y[at + i]) / both * (weight / rows);
    }
}
