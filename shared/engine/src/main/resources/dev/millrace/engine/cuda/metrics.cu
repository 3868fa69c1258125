// What accuracies count as right, row by row: a warp for each row.

// The share of columns with p > 0.5 where y is 1 and not where it is 0.
extern "C" __global__ void binary_accuracy_rows(int rows, int columns, const float* p, const float* y, float* values) {
    long long at = (long long) blockIdx.x * columns;
    float right = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        right += (p[at + i] > 0.5f ? 1.0f : 0.0f) == y[at + i] ? 1 : 0;
    }
    right = warp_sum(right);
    if (threadIdx.x == 0) {
        values[blockIdx.x] = right / columns;
    }
}

// The column of the first of the largest values of a row. What is not a number is never larger, and nothing is larger
// than it where it comes first.
__device__ __forceinline__ int largest_column(const float* x, int columns) {
    float largest = -INFINITE;
    float column = columns;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        float value = x[i] == x[i] ? x[i] : i == 0 ? INFINITE : -INFINITE;
        if (value > largest || i == threadIdx.x) {
            largest = value;
            column = i;
        }
    }
    float most = warp_max(largest);
    return (int) -warp_max(largest == most ? -column : -INFINITE);
}

// 1 where the largest prediction is at the largest target.
extern "C" __global__ void categorical_accuracy_rows(
        int rows, int columns, const float* p, const float* y, float* values) {
    long long at = (long long) blockIdx.x * columns;
    int predicted = largest_column(p + at, columns);
    int wanted = largest_column(y + at, columns);
    if (threadIdx.x == 0) {
        values[blockIdx.x] = predicted == wanted ? 1 : 0;
    }
}

// 1 where fewer than k predictions are above the one at the largest target, and that one is a number.
extern "C" __global__ void top_accuracy_rows(
        int rows, int columns, int k, const float* p, const float* y, float* values) {
    long long at = (long long) blockIdx.x * columns;
    float right = p[at + largest_column(y + at, columns)];
    float above = 0;
    for (int i = threadIdx.x; i < columns; i += WARP) {
        above += p[at + i] > right ? 1 : 0;
    }
    above = warp_sum(above);
    if (threadIdx.x == 0) {
        values[blockIdx.x] = right == right && above < k ? 1 : 0;
    }
}

// Predictions, then targets.
extern "C" __global__ void pair_values(int n, const float* p, const float* y, float* values) {
    EACH(i, n) {
        values[i] = p[i];
        values[n + i] = y[i];
    }
}
