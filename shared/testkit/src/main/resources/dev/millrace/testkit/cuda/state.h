// All that the stand-in for the driver knows, and how it does what is queued.
#pragma once
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include <atomic>
#include <cstdio>
#include <mutex>

#include "chance.h"
#include "grid.h"
#include "memory.h"
#include "queue.h"

namespace standin {

enum Error {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    NO_BINARY_FOR_GPU = 209,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    NOT_READY = 600,
    ILLEGAL_ADDRESS = 700,
    MISALIGNED_ADDRESS = 716,
    LAUNCH_FAILED = 719,
    NOT_SUPPORTED = 801,
    CAPTURE_UNSUPPORTED = 900,
    CAPTURE_INVALIDATED = 901,
    CAPTURE_IMPLICIT = 906,
};

enum Sabotage { NONE, NO_STREAM_WAIT, NO_EVENT_SYNCHRONIZE, NO_BARRIER };

inline bool breaksContext(int error) {
    return error == ILLEGAL_ADDRESS || error == LAUNCH_FAILED || error == MISALIGNED_ADDRESS;
}

// Things by handles that are never used again.
template <typename T>
struct Handles {
    std::map<uint64_t, std::shared_ptr<T>> all;

    T* find(const void* handle) const {
        auto found = all.find((uint64_t) handle);
        return found == all.end() ? nullptr : found->second.get();
    }
};

struct Driver {
    std::mutex lock;
    bool initialized = false;
    int retained = 0;
    uint64_t context = 0;
    uint64_t lastHandle = 0x1000;
    int broken = SUCCESS;
    Memory memory;
    HostMemory host;
    Handles<Code> modules;
    Handles<Function> functions;
    Handles<Stream> streams;
    Handles<Event> events;
    Handles<Operations> graphs;
    Handles<GraphExec> execs;
    Stream* standard = nullptr;
    Chance chance;
    int sabotage = NONE;
    long calls = 0, injectAt = 0;
    int injected = SUCCESS;
    std::vector<const char*> launched;  // since the canaries were looked at

    template <typename T>
    void* add(Handles<T>& handles, std::shared_ptr<T> thing) {
        lastHandle += 16;
        handles.all[lastHandle] = std::move(thing);
        return (void*) lastHandle;
    }

    int breakContext(int error) {
        broken = error;
        return error;
    }

    // The context with all that belongs to it.
    void forget() {
        for (auto& [handle, stream] : streams.all) {
            stream->queue.clear();
        }
        modules.all.clear();
        functions.all.clear();
        streams.all.clear();
        events.all.clear();
        graphs.all.clear();
        execs.all.clear();
        standard = nullptr;
        memory.freeAll();
        launched.clear();
        retained = 0;
        context = 0;
    }

    Stream* stream(const void* handle) {
        if (handle == nullptr) {
            if (standard == nullptr) {
                auto made = std::make_shared<Stream>(Stream{false});
                standard = made.get();
                add(streams, made);
            }
            return standard;
        }
        Stream* found = streams.find(handle);
        return found == nullptr || found->destroyed || found == standard ? nullptr : found;
    }

    bool capturing(int mode) const;
    int enqueue(const void* stream, Operation&& operation);
    int perform(const Operation& operation);
    int launch(const Operation& operation);
    int work(const Work& work);
    void note(const char* name);
    int step();
    int checkCanaries();

    // Works on what is queued until `done()`.
    template <typename Done>
    int drain(Done done) {
        while (broken == SUCCESS && !done()) {
            if (int error = step()) {
                return error;
            }
        }
        return broken != SUCCESS ? broken : checkCanaries();
    }

    int drainAll() {
        return drain([this] {
            for (auto& [handle, stream] : streams.all) {
                if (!stream->queue.empty()) {
                    return false;
                }
            }
            return true;
        });
    }
};

// Never destroyed: threads may call while the process ends.
inline Driver& driver = *new Driver;

__attribute__((format(printf, 1, 2))) static void say(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("stand-in for CUDA: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

}  // namespace standin
