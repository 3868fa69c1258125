// A stand-in for libcuda.so.1: the functions that Millrace calls, for one device that is made of this machine. What is queued
// is done when somebody waits for it, and not before.
#include "run.h"

using namespace standin;

#define API extern "C" __attribute__((visibility("default"))) int

namespace {

// What a call asks for before it does anything.
enum Needs { NOTHING, INITIALIZED, CONTEXT };

thread_local uint64_t current = 0;

int enter(Needs needs) {
    driver.calls++;
    if (driver.injectAt > 0 && --driver.injectAt == 0) {
        if (breaksContext(driver.injected)) {
            driver.breakContext(driver.injected);
        }
        return driver.injected;
    }
    if (needs != NOTHING && !driver.initialized) {
        return NOT_INITIALIZED;
    }
    if (needs == CONTEXT) {
        if (driver.broken != SUCCESS) {
            return driver.broken;
        }
        if (current == 0 || current != driver.context) {
            return INVALID_CONTEXT;
        }
    }
    return SUCCESS;
}

// What could disturb a capture that is under way.
int disturb(int mode = 0) {
    if (!driver.capturing(mode)) {
        return SUCCESS;
    }
    for (auto& [handle, stream] : driver.streams.all) {
        if (stream->capture != nullptr && stream->capture->mode <= mode) {
            stream->capture->valid = false;
        }
    }
    say("a stream is being captured: this call is not allowed meanwhile");
    return CAPTURE_UNSUPPORTED;
}

template <typename T>
int destroy(Handles<T>& handles, const void* handle) {
    return handles.all.erase((uint64_t) handle) == 1 ? SUCCESS : INVALID_HANDLE;
}

int refuse(int error, const char* why) {
    say("%s", why);
    return error;
}

}  // namespace

#define ENTER(needs)                                   \
    std::lock_guard<std::mutex> guard(driver.lock);    \
    if (int refused = enter(needs)) {                  \
        return refused;                                \
    }

#define REQUIRE(condition, error) \
    if (!(condition)) {           \
        return error;             \
    }

#define UNDISTURBED                 \
    if (int refused = disturb()) {  \
        return refused;             \
    }

// The device.

API cuInit(unsigned flags) {
    ENTER(NOTHING)
    REQUIRE(flags == 0, INVALID_VALUE)
    catchSignals();
    driver.initialized = true;
    return SUCCESS;
}

API cuDriverGetVersion(int* version) {
    ENTER(NOTHING)
    *version = 13000;
    return SUCCESS;
}

API cuDeviceGetCount(int* count) {
    ENTER(INITIALIZED)
    *count = 1;
    return SUCCESS;
}

API cuDeviceGet(int* device, int ordinal) {
    ENTER(INITIALIZED)
    REQUIRE(ordinal == 0, INVALID_DEVICE)
    *device = 0;
    return SUCCESS;
}

API cuDeviceGetName(char* name, int length, int device) {
    ENTER(INITIALIZED)
    REQUIRE(device == 0, INVALID_DEVICE)
    REQUIRE(length > 0, INVALID_VALUE)
    snprintf(name, (size_t) length, "Stand-in");
    return SUCCESS;
}

API cuDeviceGetAttribute(int* value, int attribute, int device) {
    ENTER(INITIALIZED)
    REQUIRE(device == 0, INVALID_DEVICE)
    REQUIRE(attribute > 0 && attribute < 200, INVALID_VALUE)
    static const std::map<int, int> attributes = {
        {1, 1024},     {2, 1024},   {3, 1024},     {4, 64},     {5, 2147483647}, {6, 65535},  {7, 65535},
        {8, 49152},    {10, 32},    {12, 65536},   {13, 1000000}, {15, 1},       {16, 4},     {31, 1},
        {36, 1000000}, {37, 256},   {38, 4194304}, {39, 2048},  {40, 2},        {41, 1},     {75, 9},
        {76, 0},       {81, 49152}, {82, 65536},   {97, 49152}, {106, 32}};
    auto found = attributes.find(attribute);
    *value = found == attributes.end() ? 0 : found->second;
    return SUCCESS;
}

API cuDeviceTotalMem_v2(size_t* bytes, int device) {
    ENTER(INITIALIZED)
    REQUIRE(device == 0, INVALID_DEVICE)
    *bytes = driver.memory.total;
    return SUCCESS;
}

// The context.

API cuDevicePrimaryCtxRetain(void** context, int device) {
    ENTER(INITIALIZED)
    REQUIRE(device == 0, INVALID_DEVICE)
    REQUIRE(driver.broken == SUCCESS, driver.broken)
    if (driver.retained++ == 0) {
        driver.context = driver.lastHandle += 16;
    }
    *context = (void*) driver.context;
    return SUCCESS;
}

API cuDevicePrimaryCtxRelease_v2(int device) {
    ENTER(INITIALIZED)
    REQUIRE(device == 0, INVALID_DEVICE)
    REQUIRE(driver.retained > 0, INVALID_CONTEXT)
    if (--driver.retained == 0) {
        driver.forget();
    }
    return driver.broken;
}

API cuCtxSetCurrent(void* context) {
    ENTER(INITIALIZED)
    REQUIRE(context == nullptr || (uint64_t) context == driver.context, INVALID_CONTEXT)
    current = (uint64_t) context;
    return SUCCESS;
}

API cuCtxSynchronize() {
    ENTER(CONTEXT)
    UNDISTURBED
    return driver.drainAll();
}

// Machine code.

API cuModuleLoadDataEx(void** module, const void* image, unsigned options, int*, void**) {
    ENTER(CONTEXT)
    UNDISTURBED
    (void) options;
    Header header;
    memcpy(&header, image, sizeof header);
    REQUIRE(memcmp(header.magic, MAGIC, 8) == 0, INVALID_IMAGE)
    if (header.architecture / 10 != 9) {
        return refuse(NO_BINARY_FOR_GPU, "machine code of another architecture");
    }
    const char* folder = getenv("TMPDIR");
    std::string path = std::string(folder != nullptr ? folder : "/tmp") + "/standin-module-XXXXXX";
    int file = mkstemp(path.data());
    REQUIRE(file >= 0, INVALID_IMAGE)
    const char* from = (const char*) image + sizeof header;
    uint64_t written = 0;
    while (written < header.bytes) {
        ssize_t more = write(file, from + written, header.bytes - written);
        if (more <= 0) {
            break;
        }
        written += (uint64_t) more;
    }
    close(file);
    auto code = std::make_shared<Code>();
    code->library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (code->library == nullptr) {
        say("%s", dlerror());
    }
    unlink(path.c_str());
    REQUIRE(code->library != nullptr, INVALID_IMAGE)
    code->module = (Module*) dlsym(code->library, "standin_module");
    REQUIRE(code->module != nullptr, INVALID_IMAGE)
    *module = driver.add(driver.modules, code);
    return SUCCESS;
}

API cuModuleUnload(void* module) {
    ENTER(CONTEXT)
    Code* code = driver.modules.find(module);
    REQUIRE(code != nullptr, INVALID_HANDLE)
    code->loaded = false;
    return destroy(driver.modules, module);
}

API cuModuleGetFunction(void** function, void* module, const char* name) {
    ENTER(CONTEXT)
    auto found = driver.modules.all.find((uint64_t) module);
    REQUIRE(found != driver.modules.all.end(), INVALID_HANDLE)
    for (Kernel* kernel = found->second->module->kernels; kernel != nullptr; kernel = kernel->next) {
        if (strcmp(kernel->name, name) == 0) {
            *function = driver.add(driver.functions, std::make_shared<Function>(Function{found->second, kernel}));
            return SUCCESS;
        }
    }
    return NOT_FOUND;
}

API cuFuncGetAttribute(int* value, int attribute, void* function) {
    ENTER(CONTEXT)
    REQUIRE(driver.functions.find(function) != nullptr, INVALID_HANDLE)
    static const int values[] = {MOST_THREADS, 0, 0, 0, 32, 90, 90, 0, 49152, 0};
    REQUIRE(attribute >= 0 && attribute < 10, INVALID_VALUE)
    *value = values[attribute];
    return SUCCESS;
}

API cuFuncSetAttribute(void* function, int attribute, int value) {
    ENTER(CONTEXT)
    REQUIRE(driver.functions.find(function) != nullptr, INVALID_HANDLE)
    REQUIRE(attribute == 9 || (attribute == 8 && value >= 0 && (size_t) value <= SHARED_BYTES), INVALID_VALUE)
    return SUCCESS;
}

API cuLaunchKernel(void* function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
                   unsigned blockZ, unsigned sharedBytes, void* stream, void** parameters, void** extra) {
    ENTER(CONTEXT)
    Function* found = driver.functions.find(function);
    REQUIRE(found != nullptr && found->code->loaded, INVALID_HANDLE)
    REQUIRE(extra == nullptr, NOT_SUPPORTED)
    REQUIRE(gridX > 0 && gridX <= 2147483647u && gridY > 0 && gridY <= 65535 && gridZ > 0 && gridZ <= 65535, INVALID_VALUE)
    REQUIRE(blockX > 0 && blockX <= 1024 && blockY > 0 && blockY <= 1024 && blockZ > 0 && blockZ <= 64, INVALID_VALUE)
    REQUIRE(blockX * blockY * blockZ <= MOST_THREADS && sharedBytes <= SHARED_BYTES, INVALID_VALUE)
    const Kernel& kernel = *found->kernel;
    REQUIRE(kernel.count == 0 || parameters != nullptr, INVALID_VALUE)
    Operation operation{LAUNCH};
    operation.function = *found;
    operation.blocks = {gridX, gridY, gridZ};
    operation.threads = {blockX, blockY, blockZ};
    operation.parameters.resize((size_t) kernel.count);
    for (int i = 0; i < kernel.count; i++) {
        memcpy(&operation.parameters[(size_t) i], parameters[i], kernel.sizes[i]);
    }
    return driver.enqueue(stream, std::move(operation));
}

// Memory.

API cuMemAlloc_v2(uint64_t* address, size_t bytes) {
    ENTER(CONTEXT)
    UNDISTURBED
    REQUIRE(bytes > 0, INVALID_VALUE)
    uint64_t found = driver.memory.allocate(bytes);
    REQUIRE(found != 0, OUT_OF_MEMORY)
    *address = found;
    return SUCCESS;
}

API cuMemFree_v2(uint64_t address) {
    ENTER(CONTEXT)
    UNDISTURBED
    if (address == 0) {
        return SUCCESS;
    }
    REQUIRE(driver.memory.allocations.count(address) == 1, INVALID_VALUE)
    if (int error = driver.drainAll()) {
        return error;
    }
    driver.memory.free(address);
    return SUCCESS;
}

API cuMemGetInfo_v2(size_t* free, size_t* total) {
    ENTER(CONTEXT)
    *total = driver.memory.total;
    *free = driver.memory.used < *total ? *total - driver.memory.used : 0;
    return SUCCESS;
}

API cuMemHostAlloc(void** address, size_t bytes, unsigned) {
    ENTER(CONTEXT)
    UNDISTURBED
    REQUIRE(bytes > 0, INVALID_VALUE)
    *address = driver.host.allocate(bytes);
    return *address == nullptr ? OUT_OF_MEMORY : SUCCESS;
}

API cuMemFreeHost(void* address) {
    ENTER(CONTEXT)
    UNDISTURBED
    REQUIRE(driver.host.pieces.count((uint64_t) address) == 1, INVALID_VALUE)
    if (int error = driver.drainAll()) {
        return error;
    }
    driver.host.free(address);
    return SUCCESS;
}

API cuMemcpyHtoDAsync_v2(uint64_t to, const void* from, size_t bytes, void* stream) {
    ENTER(CONTEXT)
    REQUIRE(driver.memory.holds(to, bytes), INVALID_VALUE)
    if (!driver.host.holds(from, bytes)) {
        return refuse(INVALID_VALUE, "a copy from host memory that is not from cuMemHostAlloc");
    }
    Operation operation{UPLOAD, to, (uint64_t) from, bytes};
    return driver.enqueue(stream, std::move(operation));
}

API cuMemcpyDtoHAsync_v2(void* to, uint64_t from, size_t bytes, void* stream) {
    ENTER(CONTEXT)
    REQUIRE(driver.memory.holds(from, bytes), INVALID_VALUE)
    if (!driver.host.holds(to, bytes)) {
        return refuse(INVALID_VALUE, "a copy to host memory that is not from cuMemHostAlloc");
    }
    Operation operation{DOWNLOAD, (uint64_t) to, from, bytes};
    return driver.enqueue(stream, std::move(operation));
}

API cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void* stream) {
    ENTER(CONTEXT)
    REQUIRE(driver.memory.holds(to, bytes) && driver.memory.holds(from, bytes), INVALID_VALUE)
    REQUIRE(to + bytes <= from || from + bytes <= to, INVALID_VALUE)
    Operation operation{COPY, to, from, bytes};
    return driver.enqueue(stream, std::move(operation));
}

API cuMemsetD32Async(uint64_t to, unsigned value, size_t count, void* stream) {
    ENTER(CONTEXT)
    REQUIRE(to % 4 == 0 && count <= SIZE_MAX / 4 && driver.memory.holds(to, 4 * count), INVALID_VALUE)
    Operation operation{FILL, to, 0, 4 * count, value};
    return driver.enqueue(stream, std::move(operation));
}

#include "streams.h"
