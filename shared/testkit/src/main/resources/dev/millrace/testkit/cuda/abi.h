// What a module of kernels, or a library that computes, and the stand-in for the driver know of each other.
#pragma once
#include <cstddef>
#include <cstdint>

namespace standin {

struct Index {
    unsigned x, y, z;
};

// Where a block keeps one of its shared variables: valid while `run` is that of the state.
struct Site {
    uint64_t run;
    char* at;
};

enum Meeting { XOR, DOWN, UP, FROM, BALLOT, MEET };

// What the driver tells the threads, and what it does for them. One thread at a time runs.
struct State {
    Index thread, block, threads, blocks;
    uint64_t run;  // counts the blocks of all launches
    void (*barrier)(int line);
    uint64_t (*meet)(Meeting kind, unsigned mask, uint64_t value, int argument);
    char* (*shared)(Site* site, size_t bytes);
};

constexpr int PARAMETERS = 64;

struct Kernel {
    const char* name;
    int count;
    unsigned char sizes[PARAMETERS];
    unsigned char alignments[PARAMETERS];  // of what a pointer points to, 1 for other parameters
    void (*call)(const uint64_t* parameters);
    Kernel* next;
};

struct Module {
    State* state;
    Kernel* kernels;
};

struct Area {
    uint64_t at, bytes;
};

// What a library has done on the device: like a kernel it is queued, and done later, perhaps again and again.
struct Work {
    const char* name;
    void (*run)(const Work& work);
    Area areas[4];  // all that it touches
    uint64_t numbers[8];
};

// What stands before the shared object in what the stand-in calls machine code.
struct Header {
    char magic[8];
    uint32_t architecture;  // 90 for sm_90
    uint32_t reserved;
    uint64_t bytes;
};

constexpr char MAGIC[9] = "standin1";

}  // namespace standin
