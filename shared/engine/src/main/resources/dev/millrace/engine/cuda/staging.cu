// What a step brings along: see Staging.

#define ENTRIES_AT 16
#define UNSIGNED_BYTES 0
#define INTEGERS 1

struct Entry {
    float* to;
    int offset;
    int floats;
    int type;
    float scale;
    int columns;
    int unused;
};

__device__ __forceinline__ float stored(const char* values, int type, int i) {
    switch (type) {
        case UNSIGNED_BYTES: return ((const unsigned char*) values)[i];
        case INTEGERS: return ((const int*) values)[i];
        default: return ((const float*) values)[i];
    }
}

// blockIdx.y: which entry.
extern "C" __global__ void unpack(const char* record) {
    const Entry* entries = (const Entry*) (record + ENTRIES_AT);
    Entry entry = entries[blockIdx.y];
    const char* values = record + entry.offset;
    if (entry.columns > 0) {
        EACH(i, entry.floats) {
            entry.to[i] = (int) stored(values, entry.type, i / entry.columns) == i % entry.columns ? 1 : 0;
        }
    } else {
        EACH(i, entry.floats) { entry.to[i] = stored(values, entry.type, i) * entry.scale; }
    }
}
