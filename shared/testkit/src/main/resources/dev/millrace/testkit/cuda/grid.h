// Runs a launch: block after block, the threads of a block as fibers that take turns at barriers and shuffles.
#pragma once
#include <setjmp.h>
#include <stdarg.h>

#include <cstdio>
#include <cstring>

#include "abi.h"
#include "chance.h"
#include "fibers.h"
#include "poison.h"

namespace standin {

constexpr size_t SHARED_BYTES = 48 << 10;
constexpr size_t SHARED_CANARY = 64;
constexpr int SHARED_ARRAYS = 128;

// 32 threads. A bit of a set is a lane.
struct Warp {
    unsigned lanes, ready, fresh, waiting, named, done;
    Meeting kinds[32];
    unsigned masks[32];
    int arguments[32];
    uint64_t values[32], results[32];
};

// There is one: kernels run one after the other.
struct Grid {
    Chance* chance;
    bool ignoreBarriers = false;
    const char* name;
    State* state;
    void (*call)(const uint64_t*);
    const uint64_t* parameters;
    uint64_t blocks, nextBlock;
    Permutation* blockOrder;
    int threads, warpCount, left, arrived, barrierLine;
    int current;        // the thread that runs
    int currentWarp;    // whose lanes have precedence while `deep`
    bool deep;
    unsigned readyWarps;
    Warp warps[MOST_THREADS / 32];
    Fiber* waiting[MOST_THREADS];
    Fiber* running;
    Fiber launcher;
    Fibers fibers;
    uint64_t run = 0;
    char* arena = nullptr;
    size_t arenaUsed, sharedUsed;
    char* ends[SHARED_ARRAYS];
    int arrays;
    sigjmp_buf escape;
    char message[512];
};

static Grid grid;

// Gives the launch up; nothing in a kernel has a destructor.
[[noreturn]] __attribute__((format(printf, 1, 2))) static void giveUp(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(grid.message, sizeof grid.message, format, arguments);
    va_end(arguments);
    siglongjmp(grid.escape, 1);
}

static void select(int thread) {
    State& state = *grid.state;
    grid.current = thread;
    if (state.threads.y == 1 && state.threads.z == 1) {
        state.thread.x = (unsigned) thread;
        return;
    }
    unsigned t = (unsigned) thread;
    state.thread = {t % state.threads.x, t / state.threads.x % state.threads.y, t / state.threads.x / state.threads.y};
}

// All threads of the block are runnable from here on; whether one warp after the other, or all mixed, is chance.
static void everyoneReady() {
    for (int w = 0; w < grid.warpCount; w++) {
        grid.warps[w].ready = grid.warps[w].lanes;
    }
    grid.readyWarps = grid.warpCount == 32 ? ~0u : (1u << grid.warpCount) - 1;
    grid.arrived = 0;
    grid.deep = grid.chance->order != RANDOM || grid.chance->bits() % 2 == 0;
    grid.currentWarp = grid.chance->choose(grid.readyWarps);
}

static void checkShared() {
    for (int i = 0; i < grid.arrays; i++) {
        if (size_t at = firstOther(grid.ends[i], SHARED_CANARY, CANARY); at < SHARED_CANARY) {
            giveUp("shared memory was written %zu bytes behind the end of array %d", at, i);
        }
    }
    grid.arrays = 0;
    grid.arenaUsed = grid.sharedUsed = 0;
}

static bool beginBlock() {
    if (grid.arrays > 0) {
        checkShared();
    }
    if (grid.nextBlock == grid.blocks) {
        return false;
    }
    State& state = *grid.state;
    uint64_t block = grid.blockOrder->at(grid.nextBlock++);
    state.block.x = (unsigned) (block % state.blocks.x);
    block /= state.blocks.x;
    state.block.y = (unsigned) (block % state.blocks.y);
    state.block.z = (unsigned) (block / state.blocks.y);
    state.run = ++grid.run;
    for (int w = 0; w < grid.warpCount; w++) {
        Warp& warp = grid.warps[w];
        int lanes = grid.threads - 32 * w;
        warp.lanes = warp.fresh = lanes >= 32 ? ~0u : (1u << lanes) - 1;
        warp.waiting = warp.named = warp.done = 0;
    }
    grid.left = grid.threads;
    everyoneReady();
    return true;
}

// The thread whose turn it is, -1 at the end.
static int pick() {
    for (;;) {
        if (grid.readyWarps != 0) {
            if (!grid.deep || (grid.readyWarps >> grid.currentWarp & 1) == 0) {
                grid.currentWarp = grid.chance->choose(grid.readyWarps);
            }
            Warp& warp = grid.warps[grid.currentWarp];
            int lane = grid.chance->choose(warp.ready);
            warp.ready &= ~(1u << lane);
            if (warp.ready == 0) {
                grid.readyWarps &= ~(1u << grid.currentWarp);
            }
            return grid.currentWarp * 32 + lane;
        }
        if (grid.left == 0) {
            if (!beginBlock()) {
                return -1;
            }
        } else if (grid.arrived == grid.threads) {
            everyoneReady();
        } else {
            giveUp("no thread can go on: %d of %d wait at a barrier (line %d), others for lanes of their warp",
                   grid.arrived, grid.threads, grid.barrierLine);
        }
    }
}

static void work();

// Whose turn is it? Returns when it is that of the thread that called, or of a new one if the fiber is idle.
static void handOn(bool idle) {
    Fiber* self = grid.running;
    int thread = pick();
    if (thread < 0) {
        grid.fibers.give(self);
        switchTo(*self, grid.launcher);
        return;
    }
    select(thread);
    Warp& warp = grid.warps[thread / 32];
    unsigned bit = 1u << thread % 32;
    Fiber* to;
    if (warp.fresh & bit) {
        warp.fresh &= ~bit;
        if (idle) {
            return;
        }
        to = grid.fibers.take(work);
    } else {
        to = grid.waiting[thread];
        if (to == self) {
            return;
        }
        if (idle) {
            grid.fibers.give(self);
        }
    }
    grid.running = to;
    switchTo(*self, *to);
}

static void work() {
    for (;;) {
        grid.call(grid.parameters);
        Warp& warp = grid.warps[grid.current / 32];
        unsigned bit = 1u << grid.current % 32;
        if (grid.arrived > 0) {
            giveUp("returned while others wait at the barrier of line %d", grid.barrierLine);
        }
        if (warp.named & bit) {
            giveUp("returned while others of its warp wait for it");
        }
        warp.done |= bit;
        grid.left--;
        handOn(true);
    }
}

static void barrier(int line) {
    if (grid.ignoreBarriers) {
        return;
    }
    if (grid.left < grid.threads) {
        giveUp("came to the barrier of line %d, where threads that have returned never come", line);
    }
    if (grid.arrived > 0 && line != grid.barrierLine) {
        giveUp("came to the barrier of line %d while others wait at that of line %d", line, grid.barrierLine);
    }
    grid.barrierLine = line;
    grid.arrived++;
    grid.waiting[grid.current] = grid.running;
    handOn(false);
}

static uint64_t result(const Warp& warp, unsigned mask, int lane, Meeting kind, unsigned ballot) {
    int from = lane;
    switch (kind) {
        case MEET:
            return 0;
        case BALLOT:
            return ballot;
        case XOR:
            from = lane ^ warp.arguments[lane];
            break;
        case DOWN:
            from = lane + warp.arguments[lane];
            break;
        case UP:
            from = lane - warp.arguments[lane];
            break;
        case FROM:
            from = warp.arguments[lane] & 31;
            break;
    }
    if (from < 0 || from > 31) {
        from = lane;
    }
    if ((mask >> from & 1) == 0) {
        giveUp("a shuffle reads lane %d, which its mask %08x does not name", from, mask);
    }
    return warp.values[from];
}

// All lanes of the mask meet; the last one works out what each of them gets.
static uint64_t meet(Meeting kind, unsigned mask, uint64_t value, int argument) {
    int lane = grid.current % 32;
    unsigned bit = 1u << lane;
    Warp& warp = grid.warps[grid.current / 32];
    if ((mask & bit) == 0) {
        giveUp("a shuffle's mask %08x does not name the lane %d that calls it", mask, lane);
    }
    if ((mask & ~warp.lanes) != 0 || (mask & warp.done) != 0) {
        giveUp("a shuffle's mask %08x names lanes that are not there or have left", mask);
    }
    warp.masks[lane] = mask;
    warp.arguments[lane] = argument;
    warp.values[lane] = value;
    warp.kinds[lane] = kind;
    unsigned others = warp.waiting & mask;
    if ((others | bit) != mask) {
        warp.waiting |= bit;
        warp.named |= mask & ~bit;
        grid.waiting[grid.current] = grid.running;
        handOn(false);
        return warp.results[lane];
    }
    unsigned ballot = 0;
    for (unsigned set = mask; set != 0; set &= set - 1) {
        int from = __builtin_ctz(set);
        if (warp.masks[from] != mask || warp.kinds[from] != kind) {
            giveUp("lanes of a warp meet with different masks or at different operations");
        }
        ballot |= (unsigned) (warp.values[from] & 1) << from;
    }
    for (unsigned set = mask; set != 0; set &= set - 1) {
        int to = __builtin_ctz(set);
        warp.results[to] = result(warp, mask, to, kind, ballot);
    }
    warp.waiting &= ~mask;
    warp.named &= ~mask;
    warp.ready |= others;
    if (others != 0) {
        grid.readyWarps |= 1u << grid.current / 32;
    }
    return warp.results[lane];
}

static char* shared(Site* site, size_t bytes) {
    grid.sharedUsed += bytes;
    if (grid.sharedUsed > SHARED_BYTES || grid.arrays == SHARED_ARRAYS) {
        giveUp("a block asks for %zu bytes of shared memory or more; it has %zu", grid.sharedUsed, SHARED_BYTES);
    }
    char* at = grid.arena + grid.arenaUsed;
    size_t rounded = (bytes + 15) / 16 * 16;
    fill(at, bytes, POISON);
    fill(at + bytes, rounded - bytes + SHARED_CANARY, CANARY);
    grid.ends[grid.arrays++] = at + bytes;
    grid.arenaUsed += rounded + SHARED_CANARY;
    site->at = at;
    site->run = grid.run;
    return at;
}

// Memory with nothing else as far to both sides as a wrong index leads.
static char* lonelyPages(size_t bytes) {
    for (size_t margin = (size_t) 1 << 34;; margin /= 2) {
        void* at = mmap(nullptr, 2 * margin + bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at != MAP_FAILED) {
            mprotect((char*) at + margin, bytes, PROT_READ | PROT_WRITE);
            return (char*) at + margin;
        }
    }
}

// Runs a launch. Returns false if it had to be given up: a signal was caught, or why is in `grid.message`.
static bool runGrid(Chance& chance, const Kernel& kernel, State& state, const uint64_t* parameters, Index blocks,
                    Index threads) {
    if (grid.arena == nullptr) {
        grid.arena = lonelyPages(SHARED_BYTES + SHARED_ARRAYS * (SHARED_CANARY + 16));
    }
    grid.chance = &chance;
    grid.name = kernel.name;
    grid.state = &state;
    grid.call = kernel.call;
    grid.parameters = parameters;
    grid.blocks = (uint64_t) blocks.x * blocks.y * blocks.z;
    grid.nextBlock = 0;
    grid.threads = (int) (threads.x * threads.y * threads.z);
    grid.warpCount = (grid.threads + 31) / 32;
    grid.left = grid.arrived = grid.arrays = 0;
    grid.readyWarps = 0;
    grid.arenaUsed = grid.sharedUsed = 0;
    state = {{0, 0, 0}, {0, 0, 0}, threads, blocks, 0, barrier, meet, shared};
    Permutation order(chance, grid.blocks);
    grid.blockOrder = &order;
    grid.fibers.forget();
    if (sigsetjmp(grid.escape, 0) != 0) {
        return false;
    }
    int thread = pick();
    select(thread);
    grid.warps[thread / 32].fresh &= ~(1u << thread % 32);
    grid.running = grid.fibers.take(work);
    switchTo(grid.launcher, *grid.running);
    return true;
}

}  // namespace standin
