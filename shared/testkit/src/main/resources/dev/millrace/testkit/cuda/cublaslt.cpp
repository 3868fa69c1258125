// A stand-in for libcublasLt.so.13: products of matrices of floats, as they are asked for here. What it refuses is said. It
// does its work through the stand-in for the driver, which lies in the folder above.
#include <dlfcn.h>

#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string>

#include "abi.h"
#include "poison.h"

using namespace standin;

#define API extern "C" __attribute__((visibility("default")))

namespace {

enum Status { SUCCESS = 0, NOT_INITIALIZED = 1, INVALID_VALUE = 7, EXECUTION_FAILED = 13, NOT_SUPPORTED = 15 };

constexpr int FLOAT = 0, COMPUTE_FLOAT = 68, COMPUTE_TF32 = 77;
constexpr int TRANSPOSED_A = 3, TRANSPOSED_B = 4;
constexpr int MOST_WORKSPACE = 1, REDUCTIONS = 3, FIRST_ALIGNMENT = 5, LAST_ALIGNMENT = 8;
constexpr uint64_t WORKSPACE = 1 << 20;  // what its algorithm takes

// What a handle points to begins with what it is.
enum Tag : uint32_t { HANDLE = 0x4c74a0, DESCRIPTION, LAYOUT, PREFERENCE, ALGORITHM, NOTHING };

struct Handle {
    Tag tag;
};

struct Description {
    Tag tag;
    int compute;
    int transposed[2];
};

struct Layout {
    Tag tag;
    uint64_t rows, columns;
    int64_t pitch;

    uint64_t bytes() const { return ((columns - 1) * (uint64_t) pitch + rows) * sizeof(float); }
};

struct Preference {
    Tag tag;
    uint64_t workspace;
    uint32_t reductions;
    uint32_t alignments[4];  // of A, B, C and D
};

// cublasLtMatmulAlgo_t: good for one shape, and for operands that are aligned as was promised.
struct Algorithm {
    Tag tag;
    int compute;
    uint64_t m, n, k;
    uint16_t alignments[4];
    uint8_t transposed[2];
};
static_assert(sizeof(Algorithm) <= 64);

// cublasLtMatmulHeuristicResult_t
struct Result {
    uint64_t algorithm[8];
    size_t workspace;
    int status;
    float waves;
    int reserved[4];
};
static_assert(sizeof(Result) == 96);

__attribute__((format(printf, 1, 2))) int refuse(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("stand-in for cuBLASLt: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return INVALID_VALUE;
}

#define REQUIRE(condition, ...)         \
    if (!(condition)) {                 \
        return refuse(__VA_ARGS__);     \
    }

template <typename T>
bool is(const T* thing, Tag tag) {
    return thing != nullptr && thing->tag == tag;
}

template <typename T>
int destroy(T* thing, Tag tag) {
    REQUIRE(is(thing, tag), "%p is not there, or something else", (void*) thing)
    thing->tag = NOTHING;
    delete thing;
    return SUCCESS;
}

// Asks the stand-in for the driver.
int enqueue(void* stream, const Work* work) {
    static const auto ask = [] {
        Dl_info info;
        dladdr((void*) &enqueue, &info);
        std::string path = info.dli_fname;
        path = path.substr(0, path.rfind('/')) + "/../libcuda.so.1";
        void* driver = dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD);
        return driver == nullptr ? nullptr : (int (*)(void*, const Work*)) dlsym(driver, "standin_enqueue");
    }();
    return ask == nullptr ? refuse("there is no driver") : ask(stream, work);
}

// To 10 bits of mantissa, the nearest, halves away from zero.
float tf32(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    if (std::isfinite(value)) {
        bits = (bits + 0x1000) & ~0x1fffu;
    }
    memcpy(&value, &bits, 4);
    return value;
}

// D = op(A) · op(B), column by column.
void multiply(const Work& work) {
    const uint64_t m = work.numbers[0], n = work.numbers[1], k = work.numbers[2];
    const uint64_t pitchA = work.numbers[3], pitchB = work.numbers[4], pitchD = work.numbers[5];
    const bool transposedA = work.numbers[6] & 1, transposedB = work.numbers[6] & 2, rounded = work.numbers[7] != 0;
    const float* a = (const float*) work.areas[0].at;
    const float* b = (const float*) work.areas[1].at;
    float* d = (float*) work.areas[2].at;
    fill((char*) work.areas[3].at, work.areas[3].bytes, POISON);  // nobody else may have anything there
    for (uint64_t column = 0; column < n; column++) {
        for (uint64_t row = 0; row < m; row++) {
            float sum = 0;
            for (uint64_t i = 0; i < k; i++) {
                float left = a[transposedA ? row * pitchA + i : i * pitchA + row];
                float right = b[transposedB ? i * pitchB + column : column * pitchB + i];
                sum = rounded ? fmaf(tf32(left), tf32(right), sum) : fmaf(left, right, sum);
            }
            d[column * pitchD + row] = sum;
        }
    }
}

// Whether layouts fit, and an algorithm's beginning.
int describe(const Description* of, const Layout* a, const Layout* b, const Layout* c, const Layout* d, Algorithm& to) {
    REQUIRE(is(of, DESCRIPTION), "no description of a product")
    REQUIRE(is(a, LAYOUT) && is(b, LAYOUT) && is(c, LAYOUT) && is(d, LAYOUT), "no layout of a matrix")
    to = {ALGORITHM, of->compute, d->rows, d->columns, of->transposed[0] ? a->rows : a->columns, {}, {}};
    to.transposed[0] = (uint8_t) of->transposed[0];
    to.transposed[1] = (uint8_t) of->transposed[1];
    REQUIRE((of->transposed[0] ? a->columns : a->rows) == to.m, "A and D differ in rows")
    REQUIRE((of->transposed[1] ? b->rows : b->columns) == to.n, "B and D differ in columns")
    REQUIRE((of->transposed[1] ? b->columns : b->rows) == to.k, "A has %zu columns, B other rows", (size_t) to.k)
    REQUIRE(c->rows == to.m && c->columns == to.n, "C and D differ in shape")
    return SUCCESS;
}

}  // namespace

API size_t cublasLtGetVersion() { return 130000; }

API const char* cublasLtGetStatusName(int status) {
    switch (status) {
        case SUCCESS: return "CUBLAS_STATUS_SUCCESS";
        case NOT_INITIALIZED: return "CUBLAS_STATUS_NOT_INITIALIZED";
        case INVALID_VALUE: return "CUBLAS_STATUS_INVALID_VALUE";
        case EXECUTION_FAILED: return "CUBLAS_STATUS_EXECUTION_FAILED";
        case NOT_SUPPORTED: return "CUBLAS_STATUS_NOT_SUPPORTED";
        default: return "CUBLAS_STATUS_UNKNOWN";
    }
}

API const char* cublasLtGetStatusString(int status) {
    switch (status) {
        case SUCCESS: return "success";
        case NOT_INITIALIZED: return "the library was not initialized";
        case INVALID_VALUE: return "an unsupported value or parameter was passed to the function";
        case EXECUTION_FAILED: return "the function failed to launch on the GPU";
        case NOT_SUPPORTED: return "the functionality requested is not supported";
        default: return "unknown";
    }
}

API int cublasLtCreate(Handle** handle) {
    if (enqueue(nullptr, nullptr) != 0) {
        return NOT_INITIALIZED;
    }
    *handle = new Handle{HANDLE};
    return SUCCESS;
}

API int cublasLtDestroy(Handle* handle) { return destroy(handle, HANDLE); }

API int cublasLtMatmulDescCreate(Description** description, int compute, int scale) {
    REQUIRE(compute == COMPUTE_FLOAT || compute == COMPUTE_TF32, "compute type %d", compute)
    REQUIRE(scale == FLOAT, "scale type %d", scale)
    *description = new Description{DESCRIPTION, compute, {0, 0}};
    return SUCCESS;
}

API int cublasLtMatmulDescDestroy(Description* description) { return destroy(description, DESCRIPTION); }

API int cublasLtMatmulDescSetAttribute(Description* description, int attribute, const int* value, size_t bytes) {
    REQUIRE(is(description, DESCRIPTION) && value != nullptr, "no description, or no value")
    REQUIRE(attribute == TRANSPOSED_A || attribute == TRANSPOSED_B, "attribute %d of a description", attribute)
    REQUIRE(bytes == 4 && (*value == 0 || *value == 1), "a transposition that is none")
    description->transposed[attribute - TRANSPOSED_A] = *value;
    return SUCCESS;
}

API int cublasLtMatrixLayoutCreate(Layout** layout, int type, uint64_t rows, uint64_t columns, int64_t pitch) {
    REQUIRE(type == FLOAT, "values of type %d", type)
    REQUIRE(rows > 0 && columns > 0 && pitch >= (int64_t) rows, "columns that overlap, or no values")
    *layout = new Layout{LAYOUT, rows, columns, pitch};
    return SUCCESS;
}

API int cublasLtMatrixLayoutDestroy(Layout* layout) { return destroy(layout, LAYOUT); }

API int cublasLtMatmulPreferenceCreate(Preference** preference) {
    *preference = new Preference{PREFERENCE, 0, 7, {256, 256, 256, 256}};
    return SUCCESS;
}

API int cublasLtMatmulPreferenceDestroy(Preference* preference) { return destroy(preference, PREFERENCE); }

API int cublasLtMatmulPreferenceSetAttribute(Preference* preference, int attribute, const void* value, size_t bytes) {
    REQUIRE(is(preference, PREFERENCE) && value != nullptr, "no preference, or no value")
    REQUIRE(bytes == (attribute == MOST_WORKSPACE ? 8 : 4), "attribute %d has not %zu bytes", attribute, bytes)
    if (attribute == MOST_WORKSPACE) {
        memcpy(&preference->workspace, value, 8);
    } else if (attribute == REDUCTIONS) {
        memcpy(&preference->reductions, value, 4);
    } else if (attribute >= FIRST_ALIGNMENT && attribute <= LAST_ALIGNMENT) {
        memcpy(&preference->alignments[attribute - FIRST_ALIGNMENT], value, 4);
    } else {
        return refuse("attribute %d of a preference", attribute);
    }
    return SUCCESS;
}

API int cublasLtMatmulAlgoGetHeuristic(Handle* handle, Description* description, Layout* a, Layout* b, Layout* c, Layout* d,
                                       Preference* preference, int asked, Result* results, int* found) {
    REQUIRE(is(handle, HANDLE) && is(preference, PREFERENCE), "no handle, or no preference")
    REQUIRE(asked > 0 && results != nullptr && found != nullptr, "no place for algorithms")
    REQUIRE(preference->reductions == 2, "reductions other than in the workspace are not sure to have an order")
    *found = 0;
    Algorithm algorithm;
    if (int error = describe(description, a, b, c, d, algorithm)) {
        return error;
    }
    if (preference->workspace < WORKSPACE) {
        return NOT_SUPPORTED;
    }
    for (int i = 0; i < 4; i++) {
        uint32_t alignment = preference->alignments[i];
        REQUIRE(alignment >= 4 && (alignment & (alignment - 1)) == 0, "an alignment to %u bytes", alignment)
        algorithm.alignments[i] = (uint16_t) alignment;
    }
    *results = {{}, WORKSPACE, SUCCESS, 1, {}};
    memcpy(results->algorithm, &algorithm, sizeof algorithm);
    *found = 1;
    return SUCCESS;
}

API int cublasLtMatmul(Handle* handle, Description* description, const float* alpha, uint64_t a, Layout* layoutA, uint64_t b,
                       Layout* layoutB, const float* beta, uint64_t c, Layout* layoutC, uint64_t d, Layout* layoutD,
                       const void* planned, uint64_t workspace, size_t workspaceBytes, void* stream) {
    REQUIRE(is(handle, HANDLE), "no handle")
    Algorithm algorithm, fitting;
    if (int error = describe(description, layoutA, layoutB, layoutC, layoutD, fitting)) {
        return error;
    }
    REQUIRE(planned != nullptr, "no algorithm")
    memcpy(&algorithm, planned, sizeof algorithm);
    memcpy(fitting.alignments, algorithm.alignments, sizeof fitting.alignments);
    REQUIRE(memcmp(&algorithm, &fitting, offsetof(Algorithm, transposed) + 2) == 0, "an algorithm for another product")
    const uint64_t operands[4] = {a, b, c, d};
    for (int i = 0; i < 4; i++) {
        REQUIRE(operands[i] % algorithm.alignments[i] == 0, "%c is not aligned to %d bytes, as was said", "ABCD"[i],
                algorithm.alignments[i])
    }
    REQUIRE(alpha != nullptr && beta != nullptr && *alpha == 1 && *beta == 0 && c == d, "more than a product")
    REQUIRE(workspace % 256 == 0 && workspaceBytes >= WORKSPACE, "a workspace that is too small, or not aligned")
    Work work{"cublasLtMatmul",
              multiply,
              {{a, layoutA->bytes()}, {b, layoutB->bytes()}, {d, layoutD->bytes()}, {workspace, WORKSPACE}},
              {algorithm.m, algorithm.n, algorithm.k, (uint64_t) layoutA->pitch, (uint64_t) layoutB->pitch,
               (uint64_t) layoutD->pitch, algorithm.transposed[0] | algorithm.transposed[1] * 2ull,
               algorithm.compute == COMPUTE_TF32}};
    return enqueue(stream, &work) == 0 ? SUCCESS : EXECUTION_FAILED;
}
