// What CUDA gives to kernels, for g++: stands before their sources. The driver runs one thread at a time and switches between
// them at barriers and shuffles only.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <type_traits>
#include <utility>

#include "abi.h"

#define __global__
#define __device__
#define __host__
#define __constant__
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __restrict__ __restrict
#define __launch_bounds__(...)

typedef standin::Index uint3;

struct dim3 {
    unsigned x, y, z;
    dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};

static standin::State standin_state;
extern "C" __attribute__((visibility("default"))) standin::Module standin_module;
standin::Module standin_module = {&standin_state, nullptr};

#define threadIdx standin_state.thread
#define blockIdx standin_state.block
#define blockDim standin_state.threads
#define gridDim standin_state.blocks
#define warpSize 32

// Every thread of a block has to come to the same one.
#define __syncthreads() standin_state.barrier(__LINE__)

// One array for the block, full of NaN when the block begins.
#define SHARED(type, name, dimensions)           \
    typedef type name##_shared dimensions;       \
    static standin::Site name##_site;            \
    name##_shared& name = *(name##_shared*) standin_shared(&name##_site, sizeof(name##_shared))

static inline char* standin_shared(standin::Site* site, size_t bytes) {
    return site->run == standin_state.run ? site->at : standin_state.shared(site, bytes);
}

template <typename T>
static inline T standin_meet(standin::Meeting kind, unsigned mask, T value, int argument) {
    static_assert(sizeof(T) <= 8, "values of up to eight bytes");
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof value);
    bits = standin_state.meet(kind, mask, bits, argument);
    memcpy(&value, &bits, sizeof value);
    return value;
}

template <typename T>
static inline T __shfl_xor_sync(unsigned mask, T value, int lanes) {
    return standin_meet(standin::XOR, mask, value, lanes);
}

template <typename T>
static inline T __shfl_down_sync(unsigned mask, T value, unsigned distance) {
    return standin_meet(standin::DOWN, mask, value, distance);
}

template <typename T>
static inline T __shfl_up_sync(unsigned mask, T value, unsigned distance) {
    return standin_meet(standin::UP, mask, value, distance);
}

template <typename T>
static inline T __shfl_sync(unsigned mask, T value, int lane) {
    return standin_meet(standin::FROM, mask, value, lane);
}

static inline unsigned __ballot_sync(unsigned mask, int predicate) {
    return (unsigned) standin_meet<uint64_t>(standin::BALLOT, mask, predicate != 0, 0);
}

static inline int __any_sync(unsigned mask, int predicate) {
    return __ballot_sync(mask, predicate) != 0;
}

static inline int __all_sync(unsigned mask, int predicate) {
    return __ballot_sync(mask, predicate) == mask;
}

static inline void __syncwarp(unsigned mask = 0xffffffffu) {
    standin_meet(standin::MEET, mask, 0, 0);
}

static inline float __fmul_rn(float a, float b) { return a * b; }
static inline void __threadfence() {}
static inline void __threadfence_block() {}

template <typename T>
static inline T atomicAdd(T* at, T value) {
    static_assert(std::is_integral<T>::value, "sums of floats by atomics have no fixed order");
    T old = *at;
    *at = old + value;
    return old;
}

template <typename To, typename From>
static inline To standin_bits(From from) {
    static_assert(sizeof(To) == sizeof(From), "as many bits");
    To to;
    memcpy(&to, &from, sizeof to);
    return to;
}

static inline float __int_as_float(int bits) { return standin_bits<float>(bits); }
static inline int __float_as_int(float value) { return standin_bits<int>(value); }
static inline float __uint_as_float(unsigned bits) { return standin_bits<float>(bits); }
static inline unsigned __float_as_uint(float value) { return standin_bits<unsigned>(value); }
static inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
static inline int __clz(int bits) { return bits == 0 ? 32 : __builtin_clz(bits); }
static inline int __ffs(int bits) { return __builtin_ffs(bits); }
static inline unsigned __umulhi(unsigned a, unsigned b) { return (uint64_t) a * b >> 32; }
static inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return (unsigned __int128) a * b >> 64;
}

#define STANDIN_LEAST_AND_LARGEST(type)                            \
    static inline type min(type a, type b) { return b < a ? b : a; } \
    static inline type max(type a, type b) { return a < b ? b : a; }
STANDIN_LEAST_AND_LARGEST(int)
STANDIN_LEAST_AND_LARGEST(unsigned)
STANDIN_LEAST_AND_LARGEST(long)
STANDIN_LEAST_AND_LARGEST(unsigned long)
STANDIN_LEAST_AND_LARGEST(long long)
STANDIN_LEAST_AND_LARGEST(unsigned long long)
static inline float min(float a, float b) { return fminf(a, b); }
static inline float max(float a, float b) { return fmaxf(a, b); }

// A kernel's parameters, each in eight bytes of its own.
template <typename T>
struct StandinParameter {
    static_assert(std::is_trivially_copyable<T>::value && sizeof(T) <= 8, "numbers and pointers");
    static constexpr unsigned char alignment = 1;
    static T read(const uint64_t* from) {
        T value;
        memcpy(&value, from, sizeof value);
        return value;
    }
};

template <typename T>
struct StandinParameter<T*> {
    static constexpr unsigned char alignment = alignof(T);
    static T* read(const uint64_t* from) { return (T*) *from; }
};

template <auto kernel>
struct StandinKernel;

template <typename... T, void (*kernel)(T...)>
struct StandinKernel<kernel> {
    template <int... i>
    static void unpack(const uint64_t* parameters, std::integer_sequence<int, i...>) {
        kernel(StandinParameter<std::remove_cv_t<T>>::read(parameters + i)...);
    }

    static void call(const uint64_t* parameters) {
        unpack(parameters, std::make_integer_sequence<int, sizeof...(T)>());
    }

    standin::Kernel entry;

    explicit StandinKernel(const char* name)
        : entry{name, sizeof...(T), {sizeof(T)...}, {StandinParameter<std::remove_cv_t<T>>::alignment...}, call,
                standin_module.kernels} {
        static_assert(sizeof...(T) <= standin::PARAMETERS, "too many parameters");
        standin_module.kernels = &entry;
    }
};

#define REGISTER_KERNEL(name) static StandinKernel<name> name##_registered(#name);
