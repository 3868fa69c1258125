package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.Attribute;
import dev.millrace.engine.cuda.driver.Compiler;
import dev.millrace.engine.cuda.driver.CudaException;
import dev.millrace.engine.cuda.driver.Driver;
import dev.millrace.engine.cuda.driver.Libraries;
import dev.millrace.engine.kernel.DeviceLostException;
import dev.millrace.engine.kernel.DeviceUse;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The `cuda` kernel set: one NVIDIA GPU from Ampere on. The device is held while any of its kernels are open.
public final class CudaKernelSet implements KernelSet {
    /// The first compute capability that the kernels are meant for: 8.0.
    private static final int FIRST = 80;

    /// A version's first number, as the driver has it: 13000.
    private static final int VERSION = 1000;

    private final Driver driver;
    private final Compiler compiler;
    private final int number;
    private final UnaryOperator<String> altered;
    private final DeviceWatch watch;
    private final @Nullable LaunchTimes times;
    private volatile @Nullable Device device;

    private CudaKernelSet(Libraries libraries, int number, UnaryOperator<String> altered, @Nullable LaunchTimes times) {
        this.times = times;
        this.number = number;
        this.altered = altered;
        this.driver = new Driver(libraries);
        this.compiler = new Compiler(libraries, driver.version() / VERSION);
        if (number >= driver.devices()) {
            throw new IllegalStateException(
                    "There is no GPU " + number + ": the driver knows " + driver.devices() + " of them.");
        }
        int handle = driver.device(number);
        int capability = driver.attribute(handle, Attribute.MAJOR) * 10 + driver.attribute(handle, Attribute.MINOR);
        if (capability < FIRST) {
            throw new IllegalStateException("The kernels are for NVIDIA GPUs of compute capability 8.0 or newer. "
                    + driver.name(handle) + " has " + capability / 10 + "." + capability % 10 + ".");
        }
        this.watch = new DeviceWatch(libraries, driver, handle);
    }

    /// The first GPU of this machine.
    ///
    /// @throws IllegalStateException where driver, compiler or GPU are missing or too old, with what to do
    public static CudaKernelSet ofThisMachine() {
        return of(Libraries.ofThisMachine());
    }

    /// The first GPU, by libraries of one's choice.
    ///
    /// @throws IllegalStateException as above
    public static CudaKernelSet of(Libraries libraries) {
        return of(libraries, UnaryOperator.identity());
    }

    /// The first GPU of this machine, for who wants to know how long kernels take: slower.
    ///
    /// @throws IllegalStateException as above
    public static CudaKernelSet timed(LaunchTimes times) {
        return of(Libraries.ofThisMachine(), UnaryOperator.identity(), times);
    }

    /// With kernels whose source was altered: for tests of tests.
    static CudaKernelSet of(Libraries libraries, UnaryOperator<String> altered) {
        return of(libraries, altered, null);
    }

    static CudaKernelSet of(Libraries libraries, UnaryOperator<String> altered, @Nullable LaunchTimes times) {
        try {
            return new CudaKernelSet(libraries, 0, altered, times);
        } catch (CudaException e) {
            throw new IllegalStateException("The GPU cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public synchronized Kernels open() {
        if (device == null || device.isLost()) {
            device = device == null ? take() : takeAnew(device);
        }
        return new CudaKernels(device, times);
    }

    private Device take() {
        return new Device(driver, compiler, number, altered);
    }

    private Device takeAnew(Device lost) {
        lost.close();
        try {
            return take();
        } catch (CudaException e) {
            throw new DeviceLostException(e);
        }
    }

    /// What the device has, without what its context and kernels take.
    @Override
    public long memory() {
        return watch.memory()[0];
    }

    @Override
    public Optional<DeviceUse> device() {
        return watch.use(device != null);
    }

    @Override
    public String toString() {
        return name() + " on " + driver.name(driver.device(number));
    }
}
