// Streams, events and graphs, and what tests ask of the stand-in. A part of driver.cpp.

API cuStreamCreate(void** stream, unsigned flags) {
    ENTER(CONTEXT)
    REQUIRE(flags <= 1, INVALID_VALUE)
    *stream = driver.add(driver.streams, std::make_shared<Stream>(Stream{flags == 1}));
    return SUCCESS;
}

// What is queued is done all the same.
API cuStreamDestroy_v2(void* handle) {
    ENTER(CONTEXT)
    Stream* stream = driver.stream(handle);
    REQUIRE(handle != nullptr && stream != nullptr, INVALID_HANDLE)
    if (stream->queue.empty()) {
        return destroy(driver.streams, handle);
    }
    stream->destroyed = true;
    stream->capture = nullptr;
    return SUCCESS;
}

API cuStreamSynchronize(void* handle) {
    ENTER(CONTEXT)
    Stream* stream = driver.stream(handle);
    REQUIRE(stream != nullptr, INVALID_HANDLE)
    if (stream->capture != nullptr) {
        stream->capture->valid = false;
        return refuse(CAPTURE_UNSUPPORTED, "a stream that is being captured cannot be waited for");
    }
    return driver.drain([stream] { return stream->queue.empty(); });
}

API cuStreamWaitEvent(void* handle, void* event, unsigned) {
    ENTER(CONTEXT)
    Stream* stream = driver.stream(handle);
    Event* found = driver.events.find(event);
    REQUIRE(stream != nullptr && found != nullptr, INVALID_HANDLE)
    if (stream->capture != nullptr) {
        return refuse(NOT_SUPPORTED, "events in a capture are not supported");
    }
    if (driver.sabotage != NO_STREAM_WAIT && found->last != nullptr) {
        stream->queue.push_back({Entry::WAIT, nullptr, found->last});
    }
    return SUCCESS;
}

API cuEventCreate(void** event, unsigned flags) {
    ENTER(CONTEXT)
    *event = driver.add(driver.events, std::make_shared<Event>(Event{(flags & 2) == 0, nullptr}));
    return SUCCESS;
}

API cuEventDestroy_v2(void* event) {
    ENTER(CONTEXT)
    return destroy(driver.events, event);
}

API cuEventRecord(void* event, void* handle) {
    ENTER(CONTEXT)
    Stream* stream = driver.stream(handle);
    Event* found = driver.events.find(event);
    REQUIRE(stream != nullptr && found != nullptr, INVALID_HANDLE)
    if (stream->capture != nullptr) {
        return refuse(NOT_SUPPORTED, "events in a capture are not supported");
    }
    found->last = std::make_shared<Mark>();
    stream->queue.push_back({Entry::REACH, nullptr, found->last});
    return SUCCESS;
}

API cuEventQuery(void* event) {
    ENTER(CONTEXT)
    UNDISTURBED
    Event* found = driver.events.find(event);
    REQUIRE(found != nullptr, INVALID_HANDLE)
    std::shared_ptr<Mark> mark = found->last;
    uint32_t steps = driver.chance.below(4);
    if (int error = driver.drain([mark, &steps] { return mark == nullptr || mark->reached || steps-- == 0; })) {
        return error;
    }
    return mark == nullptr || mark->reached ? SUCCESS : NOT_READY;
}

API cuEventSynchronize(void* event) {
    ENTER(CONTEXT)
    UNDISTURBED
    Event* found = driver.events.find(event);
    REQUIRE(found != nullptr, INVALID_HANDLE)
    std::shared_ptr<Mark> mark = found->last;
    if (driver.sabotage == NO_EVENT_SYNCHRONIZE) {
        return SUCCESS;
    }
    return driver.drain([mark] { return mark == nullptr || mark->reached; });
}

API cuEventElapsedTime(float* milliseconds, void* from, void* to) {
    ENTER(CONTEXT)
    Event* first = driver.events.find(from);
    Event* last = driver.events.find(to);
    REQUIRE(first != nullptr && last != nullptr && first->timing && last->timing, INVALID_HANDLE)
    REQUIRE(first->last != nullptr && last->last != nullptr, INVALID_HANDLE)
    REQUIRE(first->last->reached && last->last->reached, NOT_READY)
    double passed = last->last->milliseconds - first->last->milliseconds;
    *milliseconds = passed < 0.001 ? 0.001f : (float) passed;
    return SUCCESS;
}

API cuStreamBeginCapture_v2(void* handle, int mode) {
    ENTER(CONTEXT)
    REQUIRE(mode >= 0 && mode <= 2, INVALID_VALUE)
    Stream* stream = driver.stream(handle);
    REQUIRE(stream != nullptr, INVALID_HANDLE)
    if (handle == nullptr || !stream->nonBlocking) {
        return refuse(CAPTURE_IMPLICIT, "only a stream that was made with CU_STREAM_NON_BLOCKING can be captured");
    }
    REQUIRE(stream->capture == nullptr, CAPTURE_UNSUPPORTED)
    stream->capture.reset(new Capture{{}, mode});
    return SUCCESS;
}

API cuStreamEndCapture(void* handle, void** graph) {
    ENTER(CONTEXT)
    Stream* stream = driver.stream(handle);
    REQUIRE(stream != nullptr, INVALID_HANDLE)
    REQUIRE(stream->capture != nullptr, INVALID_VALUE)
    std::unique_ptr<Capture> capture = std::move(stream->capture);
    *graph = nullptr;
    REQUIRE(capture->valid, CAPTURE_INVALIDATED)
    *graph = driver.add(driver.graphs, std::make_shared<Operations>(std::move(capture->operations)));
    return SUCCESS;
}

API cuGraphInstantiateWithFlags(void** exec, void* graph, unsigned long long) {
    ENTER(CONTEXT)
    Operations* operations = driver.graphs.find(graph);
    REQUIRE(operations != nullptr, INVALID_HANDLE)
    *exec = driver.add(driver.execs, std::make_shared<GraphExec>(GraphExec{*operations, nullptr}));
    return SUCCESS;
}

// One launch of a graph waits for the last one, whichever stream it was in.
API cuGraphLaunch(void* exec, void* handle) {
    ENTER(CONTEXT)
    GraphExec* graph = driver.execs.find(exec);
    Stream* stream = driver.stream(handle);
    REQUIRE(graph != nullptr && stream != nullptr, INVALID_HANDLE)
    if (stream->capture != nullptr) {
        return refuse(NOT_SUPPORTED, "graphs in a capture are not supported");
    }
    if (graph->last != nullptr && !graph->last->reached) {
        stream->queue.push_back({Entry::WAIT, nullptr, graph->last});
    }
    for (const auto& operation : graph->operations) {
        stream->queue.push_back({Entry::RUN, operation, nullptr});
    }
    graph->last = std::make_shared<Mark>();
    stream->queue.push_back({Entry::REACH, nullptr, graph->last});
    return SUCCESS;
}

API cuGraphExecDestroy(void* exec) {
    ENTER(CONTEXT)
    return destroy(driver.execs, exec);
}

API cuGraphDestroy(void* graph) {
    ENTER(CONTEXT)
    return destroy(driver.graphs, graph);
}

// Errors.

static const struct {
    int error;
    const char* name;
    const char* text;
} ERRORS[] = {
    {SUCCESS, "CUDA_SUCCESS", "no error"},
    {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {NOT_INITIALIZED, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {NO_BINARY_FOR_GPU, "CUDA_ERROR_NO_BINARY_FOR_GPU", "no kernel image is available for execution on the device"},
    {214, "CUDA_ERROR_ECC_UNCORRECTABLE", "uncorrectable ECC error encountered"},
    {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {NOT_FOUND, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {NOT_READY, "CUDA_ERROR_NOT_READY", "device not ready"},
    {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {702, "CUDA_ERROR_LAUNCH_TIMEOUT", "the launch timed out and was terminated"},
    {MISALIGNED_ADDRESS, "CUDA_ERROR_MISALIGNED_ADDRESS", "misaligned address"},
    {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {NOT_SUPPORTED, "CUDA_ERROR_NOT_SUPPORTED", "operation not supported"},
    {CAPTURE_UNSUPPORTED, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", "operation not permitted when stream is capturing"},
    {CAPTURE_INVALIDATED, "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED", "operation failed due to a previous error during capture"},
    {CAPTURE_IMPLICIT, "CUDA_ERROR_STREAM_CAPTURE_IMPLICIT", "operation would make the legacy stream depend on a capturing blocking stream"},
    {999, "CUDA_ERROR_UNKNOWN", "unknown error"},
};

API cuGetErrorName(int error, const char** name) {
    for (auto& known : ERRORS) {
        if (known.error == error) {
            *name = known.name;
            return SUCCESS;
        }
    }
    *name = nullptr;
    return INVALID_VALUE;
}

API cuGetErrorString(int error, const char** text) {
    for (auto& known : ERRORS) {
        if (known.error == error) {
            *text = known.text;
            return SUCCESS;
        }
    }
    *text = nullptr;
    return INVALID_VALUE;
}

// What libraries ask for: to have something done in a stream; without anything to do, whether the context works.

API standin_enqueue(void* stream, const Work* work) {
    ENTER(CONTEXT)
    if (work == nullptr) {
        return SUCCESS;
    }
    Operation operation{WORK};
    operation.work = *work;
    return driver.enqueue(stream, std::move(operation));
}

// What tests ask for.

#define CONTROL(type) extern "C" __attribute__((visibility("default"))) type

CONTROL(void) standin_inject(int call, int error) {
    std::lock_guard<std::mutex> guard(driver.lock);
    driver.injectAt = call;
    driver.injected = error;
}

CONTROL(long) standin_calls() {
    std::lock_guard<std::mutex> guard(driver.lock);
    return driver.calls;
}

CONTROL(void) standin_reset() {
    std::lock_guard<std::mutex> guard(driver.lock);
    driver.forget();
    driver.broken = SUCCESS;
    driver.calls = driver.injectAt = 0;
    driver.sabotage = NONE;
    driver.memory.total = (size_t) 1 << 30;
    driver.chance.set(RANDOM, 1);
}

CONTROL(void) standin_order(int mode, long seed) {
    std::lock_guard<std::mutex> guard(driver.lock);
    driver.chance.set((Order) mode, (uint64_t) seed);
}

CONTROL(void) standin_sabotage(int what) {
    std::lock_guard<std::mutex> guard(driver.lock);
    driver.sabotage = what;
}

CONTROL(void) standin_memory(long bytes) {
    std::lock_guard<std::mutex> guard(driver.lock);
    driver.memory.total = (size_t) bytes;
}
