// Updates of weights, one at a time: by a kernel over all of them, or by products that have just computed a gradient.
// UPDATE_... and SCALAR_... come from CudaDefines, the constants k0 to k5 from CudaOptimizers.

// power of 0.5 is what Ftrl has by default, and exact as a root.
__device__ __forceinline__ float power_of(float base, float exponent) {
    return exponent == 0.5f ? sqrtf(base) : powf(base, exponent);
}

// v += (x - v) * rest
__device__ __forceinline__ float approach(float* v, int i, float x, float rest) {
    float next = v[i] + (x - v[i]) * rest;
    v[i] = next;
    return next;
}

// k: 1 - rho, momentum, epsilon. s: v, and, where there are any, momentum and mean of the gradient.
__device__ __forceinline__ float rmsprop_change(int i, float g, float* v, float* m, float* mean, float lr, float rest,
        float momentum, float epsilon) {
    float square = approach(v, i, g * g, rest);
    if (mean) {
        float a = approach(mean, i, g, rest);
        square -= a * a;
    }
    float change = lr * (g / sqrtf(square + epsilon));
    if (m) {
        change += momentum * m[i];
        m[i] = change;
    }
    return change;
}

// z += g + 2 * s * w - (n'^p - n^p) / lr * w with n' = n + g^2; w = (clip(z, -l1, l1) - z) / (n'^p / lr + 2 * l2).
__device__ __forceinline__ float ftrl_weight(int i, float g, float w, float* n, float* z, float lr, float power,
        float l1, float l2, float shrinkage, float beta) {
    float next = n[i] + g * g;
    float now = power_of(next, power);
    float linear = z[i] + g + 2 * shrinkage * w - (now - power_of(n[i], power)) / lr * w;
    n[i] = next;
    z[i] = linear;
    // 0 in the gaps between variables, where all else is
    float q = at_least(now / lr + 2 * l2 + beta / lr, 1.17549435e-38f);
    return (clip(linear, -l1, l1) - linear) / q;
}

// w without its decay.
__device__ __forceinline__ float decayed(float w, const float* scalars, float decay) {
    return decay == 0 ? w : w - w * decay * scalars[SCALAR_LEARNING_RATE];
}

// k: 1 - beta1, 1 - beta2, epsilon; scalars: alpha; s: m, v, and the largest v where that counts
__device__ __forceinline__ void adam(int i, float g, float* w, float* s0, float* s1, float* s2, const float* scalars,
        float k0, float k1, float k2, float decay) {
    float m = approach(s0, i, g, k0);
    float v = approach(s1, i, g * g, k1);
    if (s2) {
        v = v < s2[i] ? s2[i] : v;
        s2[i] = v;
    }
    w[i] = decayed(w[i], scalars, decay) - scalars[0] * m / (sqrtf(v) + k2);
}

// Formulas that are called, not inlined: a product would hold them once for each value of a thread.
__device__ __noinline__ void update_otherwise(int kind, int i, float g, float* w, float* s0, float* s1, float* s2,
        const float* scalars, float k0, float k1, float k2, float k3, float k4, float decay) {
    float lr = scalars[0];
    float old = decayed(w[i], scalars, decay);
    switch (kind) {
        case UPDATE_MOMENTUM:
        case UPDATE_NESTEROV: {
            // k: momentum
            float m = k0 * s0[i] - lr * g;
            s0[i] = m;
            w[i] = kind == UPDATE_MOMENTUM ? old + m : old + k0 * m - lr * g;
            return;
        }
        case UPDATE_RMSPROP:
            w[i] = old - rmsprop_change(i, g, s0, s1, s2, lr, k0, k1, k2);
            return;
        case UPDATE_ADAGRAD: {
            // k: epsilon
            float a = s0[i] + g * g;
            s0[i] = a;
            w[i] = old - lr * g / sqrtf(a + k0);
            return;
        }
        case UPDATE_ADADELTA: {
            // k: 1 - rho, epsilon. The change is without its sign.
            float a = approach(s0, i, g * g, k0);
            float change = sqrtf(s1[i] + k1) * g / sqrtf(a + k1);
            approach(s1, i, change * change, k0);
            w[i] = old - lr * change;
            return;
        }
        case UPDATE_ADAMAX: {
            // k: 1 - beta1, beta2, epsilon; lr is over 1 - beta1^t
            float m = approach(s0, i, g, k0);
            float u = at_least(fabsf(g), k1 * s1[i]);
            s1[i] = u;
            w[i] = old - lr * m / (u + k2);
            return;
        }
        case UPDATE_NADAM: {
            // k: 1 - beta1, 1 - beta2, epsilon; scalars as Nadam.coefficients has them
            float m = approach(s0, i, g, k0);
            float v = approach(s1, i, g * g, k1);
            float step = scalars[1] * m + scalars[2] * g;
            w[i] = old - lr * step / (sqrtf(v * scalars[3]) + k2);
            return;
        }
        case UPDATE_LION: {
            // k: beta1, 1 - beta1, beta2, 1 - beta2
            float m = s0[i];
            w[i] = old - lr * sign_of(m * k0 + g * k1);
            s0[i] = m * k2 + g * k3;
            return;
        }
        case UPDATE_FTRL:
            // k: -learning_rate_power, l1, l2, l2 shrinkage, beta
            w[i] = ftrl_weight(i, g, old, s0, s1, lr, k0, k1, k2, k3, k4);
            return;
        default: return;
    }
}

// Updates weight i with its gradient g.
__device__ __forceinline__ void update_one(int kind, int i, float g, float* w, float* s0, float* s1, float* s2,
        const float* scalars, float k0, float k1, float k2, float k3, float k4, float k5, float decay) {
    if (kind == UPDATE_SGD) {
        w[i] = decayed(w[i], scalars, decay) - scalars[0] * g;
    } else if (kind == UPDATE_ADAM) {
        adam(i, g, w, s0, s1, s2, scalars, k0, k1, k2, decay);
    } else {
        update_otherwise(kind, i, g, w, s0, s1, s2, scalars, k0, k1, k2, k3, k4, decay);
    }
}

extern "C" __global__ void update(int n, const float* g, int kind, float* w, float* s0, float* s1, float* s2,
        const float* scalars, float k0, float k1, float k2, float k3, float k4, float k5, float decay) {
    EACH(i, n) {
        update_one(kind, i, g[i], w, s0, s1, s2, scalars, k0, k1, k2, k3, k4, k5, decay);
    }
}
