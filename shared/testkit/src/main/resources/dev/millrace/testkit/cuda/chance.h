// The order of all that has none: forward, backward, or as a seed has it.
#pragma once
#include <cstdint>

namespace standin {

enum Order { FORWARD, BACKWARD, RANDOM };

struct Chance {
    Order order = RANDOM;
    uint64_t state = 1;

    void set(Order to, uint64_t seed) {
        order = to;
        state = seed * 0x9e3779b97f4a7c15u ^ 0xd1b54a32d192ed03u;
        if (state == 0) {
            state = 1;
        }
        bits();
    }

    uint32_t bits() {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return (uint32_t) ((state * 0x2545f4914f6cdd1du) >> 32);
    }

    uint32_t below(uint32_t bound) { return (uint32_t) (((uint64_t) bits() * bound) >> 32); }

    // One of the bits that are set.
    int choose(uint32_t set) {
        switch (order) {
            case FORWARD:
                return __builtin_ctz(set);
            case BACKWARD:
                return 31 - __builtin_clz(set);
            default:
                unsigned by = bits() & 31;
                return (__builtin_ctz(set >> by | set << ((32 - by) & 31)) + by) & 31;
        }
    }
};

// The numbers below n, each once.
struct Permutation {
    Order order;
    uint64_t n, mask, factor, offset;

    Permutation(Chance& chance, uint64_t n) : order(chance.order), n(n), mask(1) {
        while (mask < n) {
            mask <<= 1;
        }
        mask--;
        if (order == RANDOM) {
            factor = chance.bits() | 1u;
            offset = chance.bits();
        }
    }

    uint64_t at(uint64_t i) const {
        if (order != RANDOM) {
            return order == FORWARD ? i : n - 1 - i;
        }
        // A bijection on whole powers of two, until it meets a number below n.
        do {
            i = (i * factor + offset) & mask;
            i ^= i >> 3;
            i = (i * 0x9e3779b1u) & mask;
        } while (i >= n);
        return i;
    }
};

}  // namespace standin
