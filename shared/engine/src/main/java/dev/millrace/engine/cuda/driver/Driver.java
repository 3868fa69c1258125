package dev.millrace.engine.cuda.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// CUDA's driver: the calls that are made of it, each checked. Handles and addresses are numbers; addresses of the
/// device and of the host are told apart by names. Of NVIDIA's "CUDA Driver API", versions 12 and 13.
///
/// @see <a href="https://docs.nvidia.com/cuda/cuda-driver-api/">CUDA Driver API</a>
public final class Driver {
    private static final int OUT_OF_MEMORY = 2;
    private static final int NON_BLOCKING = 1;
    private static final int NO_TIMING = 2;
    private static final int PORTABLE = 1;
    private static final int CAPTURE_THREAD_LOCAL = 1;
    private static final int NAME_BYTES = 256;

    private final NativeFunctions functions;
    private volatile boolean failed;
    private final MethodHandle launchKernel;
    private final MethodHandle graphLaunch;
    private final MethodHandle toDevice;
    private final MethodHandle toHost;
    private final MethodHandle eventRecord;
    private final MethodHandle eventSynchronize;
    private final MethodHandle streamWaitEvent;
    private final MethodHandle streamSynchronize;
    private final MethodHandle setCurrent;

    /// Loads the driver and initialises it.
    ///
    /// @throws IllegalStateException if it is not there
    /// @throws CudaException if it does not work here, as without a device
    public Driver(Libraries libraries) {
        this.functions = new NativeFunctions(libraries.driver());
        Class<?> i = int.class;
        Class<?> p = long.class;
        this.launchKernel = functions.function("cuLaunchKernel", p, i, i, i, i, i, i, i, p, p, p);
        this.graphLaunch = functions.function("cuGraphLaunch", p, p);
        this.toDevice = functions.function("cuMemcpyHtoDAsync_v2", p, p, p, p);
        this.toHost = functions.function("cuMemcpyDtoHAsync_v2", p, p, p, p);
        this.eventRecord = functions.function("cuEventRecord", p, p);
        this.eventSynchronize = functions.function("cuEventSynchronize", p);
        this.streamWaitEvent = functions.function("cuStreamWaitEvent", p, p, i);
        this.streamSynchronize = functions.function("cuStreamSynchronize", p);
        this.setCurrent = functions.function("cuCtxSetCurrent", p);
        call("cuInit", 0);
    }

    /// Whether a call has failed since `forgive`, for another reason than too little memory: most such errors stay
    /// until the context is another.
    public boolean hasFailed() {
        return failed;
    }

    public void forgive() {
        failed = false;
    }

    /// Notes that a library's call has failed.
    void fail() {
        failed = true;
    }

    /// The newest CUDA that the driver knows: 13000 for 13.0.
    public int version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_INT);
            call("cuDriverGetVersion", result.address());
            return result.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /// How many devices there are.
    public int devices() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_INT);
            call("cuDeviceGetCount", result.address());
            return result.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /// A device by its number, which counts from 0.
    public int device(int number) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_INT);
            call("cuDeviceGet", result.address(), number);
            return result.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /// What it is called: `NVIDIA H200`.
    public String name(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(NAME_BYTES);
            call("cuDeviceGetName", result.address(), NAME_BYTES, device);
            return result.getString(0, StandardCharsets.UTF_8);
        }
    }

    /// Where it is on the bus: `0000:3b:00.0`.
    public String address(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(NAME_BYTES);
            call("cuDeviceGetPCIBusId", result.address(), NAME_BYTES, device);
            return result.getString(0, StandardCharsets.UTF_8);
        }
    }

    public int attribute(int device, Attribute attribute) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_INT);
            call("cuDeviceGetAttribute", result.address(), attribute.number(), device);
            return result.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /// The device's primary context, which all of this process share.
    public long retainContext(int device) {
        return handle("cuDevicePrimaryCtxRetain", device);
    }

    public void releaseContext(int device) {
        call("cuDevicePrimaryCtxRelease_v2", device);
    }

    /// Makes the context that of the calling thread.
    public void enter(long context) {
        try {
            check("cuCtxSetCurrent", (int) setCurrent.invokeExact(context));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// Waits for everything.
    public void synchronize() {
        call("cuCtxSynchronize");
    }

    /// Bytes of the device's memory that are free, and all there are.
    public long[] memory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG, 2);
            call("cuMemGetInfo_v2", result.address(), result.address() + Long.BYTES);
            return new long[] {result.getAtIndex(ValueLayout.JAVA_LONG, 0), result.getAtIndex(ValueLayout.JAVA_LONG, 1)
            };
        }
    }

    /// Memory of the device; what is in it is undefined.
    public long allocate(long bytes) {
        return handle("cuMemAlloc_v2", bytes);
    }

    public void free(long device) {
        call("cuMemFree_v2", device);
    }

    /// Memory of the host that the device reads and writes while the host goes on.
    public long allocatePinned(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
            call("cuMemHostAlloc", result.address(), bytes, PORTABLE);
            return result.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    public void freePinned(long host) {
        call("cuMemFreeHost", host);
    }

    /// Fills `count` values of four bytes.
    public void fill(long device, int value, long count, long stream) {
        call("cuMemsetD32Async", device, value, count, stream);
    }

    public void toDevice(long device, long pinned, long bytes, long stream) {
        try {
            check("cuMemcpyHtoDAsync", (int) toDevice.invokeExact(device, pinned, bytes, stream));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    public void toHost(long pinned, long device, long bytes, long stream) {
        try {
            check("cuMemcpyDtoHAsync", (int) toHost.invokeExact(pinned, device, bytes, stream));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// A stream that does not wait for others.
    public long stream() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
            call("cuStreamCreate", result.address(), NON_BLOCKING);
            return result.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    public void destroyStream(long stream) {
        call("cuStreamDestroy_v2", stream);
    }

    /// Waits for what is in the stream.
    public void synchronize(long stream) {
        try {
            check("cuStreamSynchronize", (int) streamSynchronize.invokeExact(stream));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// Makes what comes in the stream wait for an event.
    public void await(long stream, long event) {
        try {
            check("cuStreamWaitEvent", (int) streamWaitEvent.invokeExact(stream, event, 0));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// A point in a stream.
    ///
    /// @param timed whether it is to be known when it came, which takes some time itself
    public long event(boolean timed) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
            call("cuEventCreate", result.address(), timed ? 0 : NO_TIMING);
            return result.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /// Microseconds between two timed events, which both have come.
    public double micros(long from, long to) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_FLOAT);
            call("cuEventElapsedTime", result.address(), from, to);
            return result.get(ValueLayout.JAVA_FLOAT, 0) * 1e3;
        }
    }

    public void destroyEvent(long event) {
        call("cuEventDestroy_v2", event);
    }

    /// The event comes once everything that is in the stream now is done.
    public void record(long event, long stream) {
        try {
            check("cuEventRecord", (int) eventRecord.invokeExact(event, stream));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// Waits for an event; one that was never recorded has come.
    public void synchronizeEvent(long event) {
        try {
            check("cuEventSynchronize", (int) eventSynchronize.invokeExact(event));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// Code for the device, as the compiler made it.
    public long module(byte[] code) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment image = arena.allocateFrom(ValueLayout.JAVA_BYTE, code);
            call("cuModuleLoadDataEx", result.address(), image.address(), 0, 0L, 0L);
            return result.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    public void unload(long module) {
        call("cuModuleUnload", module);
    }

    /// A kernel by name.
    public long function(long module, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
            call(
                    "cuModuleGetFunction",
                    result.address(),
                    module,
                    arena.allocateFrom(name).address());
            return result.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /// Launches a kernel.
    ///
    /// @param parameters address of an array with the addresses of the arguments, which are read before this returns
    public void launch(long function, int x, int y, int z, int threads, long stream, long parameters) {
        try {
            check("cuLaunchKernel", (int)
                    launchKernel.invokeExact(function, x, y, z, threads, 1, 1, 0, stream, parameters, 0L));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// From here on what is put into the stream is not done but noted.
    public void beginCapture(long stream) {
        call("cuStreamBeginCapture_v2", stream, CAPTURE_THREAD_LOCAL);
    }

    /// What was noted, as something that can be done again and again; see `launchGraph`.
    public long endCapture(long stream) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG, 2);
            call("cuStreamEndCapture", stream, result.address());
            long graph = result.getAtIndex(ValueLayout.JAVA_LONG, 0);
            try {
                call("cuGraphInstantiateWithFlags", result.address() + Long.BYTES, graph, 0L);
            } finally {
                call("cuGraphDestroy", graph);
            }
            return result.getAtIndex(ValueLayout.JAVA_LONG, 1);
        }
    }

    public void launchGraph(long graph, long stream) {
        try {
            check("cuGraphLaunch", (int) graphLaunch.invokeExact(graph, stream));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    public void destroyGraph(long graph) {
        call("cuGraphExecDestroy", graph);
    }

    private long handle(String name, Object argument) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
            call(name, result.address(), argument);
            return result.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    private void call(String name, Object... arguments) {
        check(name, functions.call(name, arguments));
    }

    private void check(String call, int code) {
        if (code != 0) {
            failed |= code != OUT_OF_MEMORY;
            throw new CudaException(call, code, text("cuGetErrorName", code) + ": " + text("cuGetErrorString", code));
        }
    }

    private String text(String function, int code) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.ADDRESS);
            if (functions.call(function, code, result.address()) != 0) {
                return "unknown";
            }
            return result.get(ValueLayout.ADDRESS, 0)
                    .reinterpret(Long.MAX_VALUE)
                    .getString(0, StandardCharsets.UTF_8);
        }
    }

    private static RuntimeException unchecked(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}
