// What is queued in a stream, recorded in a graph, and done at last.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "abi.h"

namespace standin {

// Machine code that was loaded; what is queued keeps it in memory.
struct Code {
    void* library = nullptr;
    Module* module = nullptr;
    bool loaded = true;
    ~Code();
};

struct Function {
    std::shared_ptr<Code> code;
    const Kernel* kernel;
};

enum Kind { UPLOAD, DOWNLOAD, COPY, FILL, LAUNCH, WORK };

struct Operation {
    Kind kind;
    uint64_t to = 0, from = 0;
    size_t bytes = 0;
    uint32_t value = 0;
    Function function = {};
    Index blocks = {}, threads = {};
    std::vector<uint64_t> parameters = {};
    Work work = {};
};

// A point in a stream. Reached when all before it is done.
struct Mark {
    bool reached = false;
    double milliseconds = 0;
};

struct Entry {
    enum { RUN, REACH, WAIT } what;
    std::shared_ptr<const Operation> operation;
    std::shared_ptr<Mark> mark;
};

using Operations = std::vector<std::shared_ptr<const Operation>>;

// What a stream records instead of queueing it.
struct Capture {
    Operations operations;
    int mode;
    bool valid = true;
};

struct Stream {
    bool nonBlocking;
    bool destroyed = false;
    std::deque<Entry> queue = {};
    std::unique_ptr<Capture> capture = nullptr;

    bool runnable() const { return !queue.empty() && (queue.front().what != Entry::WAIT || queue.front().mark->reached); }
};

struct Event {
    bool timing;
    std::shared_ptr<Mark> last;
};

struct GraphExec {
    Operations operations;
    std::shared_ptr<Mark> last;  // its launches are done one after the other
};

}  // namespace standin
