// What memory is full of that nobody has written, and what stands around it: NaN, whether read as float or as double.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace standin {

constexpr uint32_t POISON = 0x7ff8dead;
constexpr uint32_t CANARY = 0x7ff9beef;

inline void fill(char* at, size_t bytes, uint32_t word) {
    size_t i = 0;
    for (; i + 4 <= bytes; i += 4) {
        memcpy(at + i, &word, 4);
    }
    memcpy(at + i, &word, bytes - i);
}

// The first byte that differs from a fill of its own, `bytes` if none does.
inline size_t firstOther(const char* at, size_t bytes, uint32_t word) {
    size_t i = 0;
    for (uint64_t two = (uint64_t) word << 32 | word, found; i + 8 <= bytes; i += 8) {
        memcpy(&found, at + i, 8);
        if (found != two) {
            break;
        }
    }
    while (i < bytes && at[i] == ((const char*) &word)[i % 4]) {
        i++;
    }
    return i;
}

}  // namespace standin
