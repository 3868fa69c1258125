// How what is queued is done at last, and what a signal in a kernel becomes.
#pragma once
#include <ucontext.h>

#include "state.h"

namespace standin {

inline Code::~Code() {
    if (library != nullptr) {
        dlclose(library);
    }
}

static double now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static const int SIGNALS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
static struct sigaction before[65];
static std::atomic<bool> kernelRuns;
static pthread_t kernelThread;
static volatile int signalled;
static void* volatile faultAddress;

// A fault of a thread that runs a kernel ends the launch; all others go to whoever was there before (the JVM).
static void onSignal(int signal, siginfo_t* info, void* context) {
    if (kernelRuns.load() && pthread_equal(kernelThread, pthread_self())) {
        signalled = signal;
        faultAddress = info->si_addr;
        pthread_sigmask(SIG_SETMASK, &((ucontext_t*) context)->uc_sigmask, nullptr);
        siglongjmp(grid.escape, 1);
    }
    struct sigaction& old = before[signal];
    if (old.sa_flags & SA_SIGINFO) {
        old.sa_sigaction(signal, info, context);
    } else if (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN) {
        old.sa_handler(signal);
    } else {
        sigaction(signal, &old, nullptr);  // the fault comes again
    }
}

static void catchSignals() {
    static bool caught = false;
    if (caught) {
        return;
    }
    caught = true;
    for (int signal : SIGNALS) {
        sigaction(signal, nullptr, &before[signal]);
        struct sigaction action = before[signal];
        action.sa_sigaction = onSignal;
        action.sa_flags = (action.sa_flags & ~(SA_RESETHAND | SA_NODEFER)) | SA_SIGINFO | SA_ONSTACK;
        sigaction(signal, &action, nullptr);
    }
}

// Faults are dealt with on a stack of their own: that of a thread of a kernel may be full.
struct SignalStack {
    static inline char stack[64 << 10];
    stack_t old;
    SignalStack() {
        stack_t own = {stack, 0, sizeof stack};
        sigaltstack(&own, &old);
    }
    ~SignalStack() { sigaltstack(&old, nullptr); }
};

inline void Driver::note(const char* name) {
    if (launched.size() < 1000) {
        launched.push_back(name);
    }
}

inline int Driver::launch(const Operation& it) {
    const Kernel& kernel = *it.function.kernel;
    if (!it.function.code->loaded) {
        say("%s: its module was unloaded", kernel.name);
        return LAUNCH_FAILED;
    }
    for (int i = 0; i < kernel.count; i++) {
        if (it.parameters[(size_t) i] % kernel.alignments[i] != 0) {
            say("%s: parameter %d is not aligned to %d", kernel.name, i, kernel.alignments[i]);
            return MISALIGNED_ADDRESS;
        }
    }
    State& state = *it.function.code->module->state;
    grid.ignoreBarriers = sabotage == NO_BARRIER;
    note(kernel.name);
    signalled = 0;
    kernelThread = pthread_self();
    kernelRuns.store(true);
    bool well;
    {
        SignalStack ownStack;
        well = runGrid(chance, kernel, state, it.parameters.data(), it.blocks, it.threads);
    }
    kernelRuns.store(false);
    if (well) {
        return SUCCESS;
    }
    int error = LAUNCH_FAILED;
    if (signalled == SIGSEGV || signalled == SIGBUS) {
        error = ILLEGAL_ADDRESS;
        const Allocation* near = memory.before((uint64_t) faultAddress);
        if (near != nullptr) {
            snprintf(grid.message, sizeof grid.message, "touched %p, %ld bytes from an allocation of %zu", faultAddress,
                     (long) ((char*) faultAddress - near->start), near->bytes);
        } else {
            snprintf(grid.message, sizeof grid.message, "touched %p", faultAddress);
        }
    } else if (signalled == SIGILL || signalled == SIGTRAP) {
        error = MISALIGNED_ADDRESS;
        snprintf(grid.message, sizeof grid.message, "touched an address that is not aligned");
    } else if (signalled != 0) {
        snprintf(grid.message, sizeof grid.message, "divided by zero");
    }
    say("%s, block (%u, %u, %u), thread (%u, %u, %u): %s", kernel.name, state.block.x, state.block.y, state.block.z,
        state.thread.x, state.thread.y, state.thread.z, grid.message);
    return error;
}

inline int Driver::work(const Work& it) {
    for (const Area& area : it.areas) {
        if (area.bytes > 0 && !memory.holds(area.at, area.bytes)) {
            say("%s: %p is no memory of the device, or not %zu bytes of it", it.name, (void*) area.at, (size_t) area.bytes);
            return ILLEGAL_ADDRESS;
        }
    }
    note(it.name);
    it.run(it);
    return SUCCESS;
}

inline int Driver::perform(const Operation& it) {
    bool writesDevice = it.kind == UPLOAD || it.kind == COPY || it.kind == FILL;
    bool readsDevice = it.kind == DOWNLOAD || it.kind == COPY;
    if ((writesDevice && !memory.holds(it.to, it.bytes)) || (readsDevice && !memory.holds(it.from, it.bytes)) ||
        (it.kind == UPLOAD && !host.holds((void*) it.from, it.bytes)) ||
        (it.kind == DOWNLOAD && !host.holds((void*) it.to, it.bytes))) {
        say("memory of a copy was freed before the copy was done");
        return ILLEGAL_ADDRESS;
    }
    switch (it.kind) {
        case UPLOAD:
        case DOWNLOAD:
            memcpy((void*) it.to, (void*) it.from, it.bytes);
            return SUCCESS;
        case COPY:
            memmove((void*) it.to, (void*) it.from, it.bytes);
            return SUCCESS;
        case FILL:
            fill((char*) it.to, it.bytes, it.value);
            return SUCCESS;
        case LAUNCH:
            return launch(it);
        case WORK:
            return work(it.work);
    }
    return INVALID_VALUE;
}

// Does what is next in one of the streams.
inline int Driver::step() {
    std::vector<Stream*> able;
    for (auto& [handle, stream] : streams.all) {
        if (stream->runnable()) {
            able.push_back(stream.get());
        }
    }
    if (able.empty()) {
        say("streams wait for one another");
        return breakContext(LAUNCH_FAILED);
    }
    size_t chosen = chance.order == FORWARD    ? 0
                    : chance.order == BACKWARD ? able.size() - 1
                                               : chance.below((uint32_t) able.size());
    Stream& stream = *able[chosen];
    Entry entry = std::move(stream.queue.front());
    stream.queue.pop_front();
    if (entry.what == Entry::REACH) {
        entry.mark->reached = true;
        entry.mark->milliseconds = now();
    } else if (entry.what == Entry::RUN) {
        if (int error = perform(*entry.operation)) {
            return breakContext(error);
        }
    }
    if (stream.destroyed && stream.queue.empty()) {
        for (auto it = streams.all.begin(); it != streams.all.end(); ++it) {
            if (it->second.get() == &stream) {
                streams.all.erase(it);
                break;
            }
        }
    }
    return SUCCESS;
}

inline int Driver::checkCanaries() {
    long at;
    const Allocation* damaged = launched.empty() ? nullptr : memory.damaged(at);
    if (damaged == nullptr) {
        launched.clear();
        return SUCCESS;
    }
    std::string names;
    for (size_t i = launched.size() > 8 ? launched.size() - 8 : 0; i < launched.size(); i++) {
        names += std::string(" ") + launched[i];
    }
    say("byte %ld of an allocation of %zu was written; the last kernels:%s", at, damaged->bytes, names.c_str());
    return breakContext(ILLEGAL_ADDRESS);
}

inline bool Driver::capturing(int mode) const {
    for (auto& [handle, stream] : streams.all) {
        if (stream->capture != nullptr && stream->capture->mode <= mode) {
            return true;
        }
    }
    return false;
}

inline int Driver::enqueue(const void* handle, Operation&& operation) {
    Stream* to = stream(handle);
    if (to == nullptr) {
        return INVALID_HANDLE;
    }
    auto shared = std::make_shared<const Operation>(std::move(operation));
    if (to->capture != nullptr) {
        to->capture->operations.push_back(std::move(shared));
    } else {
        to->queue.push_back({Entry::RUN, std::move(shared), nullptr});
    }
    return SUCCESS;
}

}  // namespace standin
