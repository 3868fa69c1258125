package dev.millrace.engine.cuda.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalDouble;

/// What NVIDIA's management library knows of a device, whoever uses it. Of "NVML", which comes with the driver; needs
/// no context and takes no memory of the device.
///
/// @see <a href="https://docs.nvidia.com/deploy/nvml-api/">NVML</a>
public final class Management {
    private static final double PERCENT = 100;

    private final NativeFunctions functions;
    private final long device;

    /// Loads the library and looks for a device.
    ///
    /// @param address on the bus: `0000:3b:00.0`
    /// @throws IllegalStateException if the library is not there, or has other functions
    /// @throws CudaException if it does not know the device
    public Management(Libraries libraries, String address) {
        this.functions = new NativeFunctions(libraries.management());
        call("nvmlInit_v2");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
            call("nvmlDeviceGetHandleByPciBusId_v2", arena.allocateFrom(address).address(), result.address());
            this.device = result.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /// Bytes of the device's memory that are free, and all there are.
    ///
    /// @throws CudaException where it cannot say, as of a part of a device
    public long[] memory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG, 3); // total, free, used
            call("nvmlDeviceGetMemoryInfo", device, result.address());
            return new long[] {result.getAtIndex(ValueLayout.JAVA_LONG, 1), result.getAtIndex(ValueLayout.JAVA_LONG, 0)
            };
        }
    }

    /// Share of the last moments, a sixth of a second to one, in which the device computed: in [0, 1]. Empty where it
    /// cannot say.
    public OptionalDouble utilisation() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_INT, 2); // in percent: computing, and using memory
            int code = functions.call("nvmlDeviceGetUtilizationRates", device, result.address());
            return code == 0
                    ? OptionalDouble.of(Math.clamp(result.get(ValueLayout.JAVA_INT, 0) / PERCENT, 0, 1))
                    : OptionalDouble.empty();
        }
    }

    private void call(String name, Object... arguments) {
        int code = functions.call(name, arguments);
        if (code != 0) {
            throw new CudaException(name, code, "of the management library");
        }
    }
}
