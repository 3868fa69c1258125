// Device memory: one reserved range of addresses. An allocation ends at a page that nobody may touch, as near as an alignment
// of 256 allows; what is left of its pages are canaries. Freed addresses are not handed out again until the range is used up.
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <map>

#include "poison.h"

namespace standin {

constexpr size_t ALIGNMENT = 256;
constexpr size_t MARGIN = (size_t) 1 << 34;  // an int times eight bytes

inline size_t roundUp(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

struct Allocation {
    char* pages;
    size_t mapped;
    char* start;
    size_t bytes;
};

struct Memory {
    size_t total = (size_t) 1 << 30;
    size_t used = 0;
    char* range = nullptr;
    size_t length = (size_t) 1 << 38;
    size_t margin, cursor;  // what is left free at both ends, and where the next allocation is looked for
    size_t page = (size_t) sysconf(_SC_PAGESIZE);
    std::map<uint64_t, Allocation> allocations;

    // 0 if there is not so much left.
    uint64_t allocate(size_t bytes) {
        size_t rounded = roundUp(bytes, ALIGNMENT);
        if (rounded < bytes || rounded > total || used + rounded > total || !reserve()) {
            return 0;
        }
        size_t mapped = roundUp(rounded, page);
        char* pages = find(mapped);
        if (pages == nullptr || mprotect(pages, mapped, PROT_READ | PROT_WRITE) != 0) {
            return 0;
        }
        char* start = pages + mapped - rounded;
        fill(pages, (size_t) (start - pages), CANARY);
        fill(start, bytes, POISON);
        fill(start + bytes, rounded - bytes, CANARY);
        used += rounded;
        allocations[(uint64_t) start] = {pages, mapped, start, bytes};
        return (uint64_t) start;
    }

    bool free(uint64_t address) {
        auto found = allocations.find(address);
        if (found == allocations.end()) {
            return false;
        }
        Allocation& it = found->second;
        used -= roundUp(it.bytes, ALIGNMENT);
        mmap(it.pages, it.mapped, PROT_NONE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        allocations.erase(found);
        return true;
    }

    void freeAll() {
        while (!allocations.empty()) {
            free(allocations.begin()->first);
        }
    }

    // Whether one allocation holds all of it.
    bool holds(uint64_t address, size_t bytes) const {
        const Allocation* it = before(address);
        return it != nullptr && address - (uint64_t) it->start <= it->bytes &&
               bytes <= it->bytes - (address - (uint64_t) it->start);
    }

    // The last allocation that begins at the address or before it.
    const Allocation* before(uint64_t address) const {
        auto after = allocations.upper_bound(address);
        return after == allocations.begin() ? nullptr : &std::prev(after)->second;
    }

    // The first allocation around which something was written, and where, counted from its beginning.
    const Allocation* damaged(long& at) const {
        for (const auto& [address, it] : allocations) {
            size_t front = (size_t) (it.start - it.pages);
            if (size_t other = firstOther(it.pages, front, CANARY); other < front) {
                at = (long) other - (long) front;
                return &it;
            }
            size_t back = roundUp(it.bytes, ALIGNMENT) - it.bytes;
            if (size_t other = firstOther(it.start + it.bytes, back, CANARY); other < back) {
                at = (long) (it.bytes + other);
                return &it;
            }
        }
        return nullptr;
    }

  private:
    bool reserve() {
        while (range == nullptr && length >= MARGIN / 64) {
            void* at = mmap(nullptr, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (at == MAP_FAILED) {
                length /= 2;
            } else {
                range = (char*) at;
                cursor = margin = length / 4 < MARGIN ? length / 4 : MARGIN;
            }
        }
        return range != nullptr;
    }

    // Unused pages with an unused one before them; the next allocation leaves one behind them.
    char* find(size_t mapped) {
        for (int turn = 0; turn < 2; turn++) {
            for (const auto& [address, it] : allocations) {
                size_t begin = (size_t) (it.pages - range);
                if (begin < cursor + mapped + 2 * page && begin + it.mapped > cursor) {
                    cursor = begin + it.mapped;
                }
            }
            if (cursor + mapped + 2 * page <= length - margin) {
                char* pages = range + cursor + page;
                cursor += page + mapped;
                return pages;
            }
            cursor = margin;
        }
        return nullptr;
    }
};

// Host memory that copies may use. Behind each piece is a page that nobody may touch.
struct HostMemory {
    std::map<uint64_t, std::pair<size_t, size_t>> pieces;

    void* allocate(size_t bytes) {
        size_t page = (size_t) sysconf(_SC_PAGESIZE);
        size_t mapped = roundUp(bytes, page) + page;
        void* at = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED) {
            return nullptr;
        }
        mprotect((char*) at + mapped - page, page, PROT_NONE);
        fill((char*) at, bytes, POISON);
        pieces[(uint64_t) at] = {bytes, mapped};
        return at;
    }

    bool free(void* at) {
        auto found = pieces.find((uint64_t) at);
        if (found == pieces.end()) {
            return false;
        }
        munmap(at, found->second.second);
        pieces.erase(found);
        return true;
    }

    bool holds(const void* at, size_t bytes) const {
        uint64_t address = (uint64_t) at;
        auto after = pieces.upper_bound(address);
        if (after == pieces.begin()) {
            return false;
        }
        const auto& [start, piece] = *std::prev(after);
        return address - start <= piece.first && bytes <= piece.first - (address - start);
    }
};

}  // namespace standin
