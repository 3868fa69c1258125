package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.Attribute;
import dev.millrace.engine.cuda.driver.Compiler;
import dev.millrace.engine.cuda.driver.CublasLt;
import dev.millrace.engine.cuda.driver.CudaException;
import dev.millrace.engine.cuda.driver.Driver;
import dev.millrace.engine.cuda.driver.Libraries;
import dev.millrace.engine.kernel.DeviceLostException;
import dev.millrace.engine.kernel.DeviceUse;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `cuda` kernel set: one NVIDIA GPU from Ampere on, with kernels of our own, and cuBLASLt for large products where
/// it is installed. The device is held while any of its kernels are open.
///
/// Which of them compute is a part of the exact name: `cuda:own` for our kernels alone, `cuda:cublaslt-12.6.4` for a
/// version of cuBLASLt beside them, `cuda:cublaslt-12.6.4:tf32` where that rounds operands to TF32.
public final class CudaKernelSet implements KernelSet {
    private static final String NAME = "cuda";
    private static final String OWN = NAME + ":own";
    private static final String WITH_LIBRARY = NAME + ":cublaslt-";
    private static final String WITH_TF32 = ":tf32";
    private static final Pattern EXACT_NAME = Pattern.compile(OWN + "|" + WITH_LIBRARY + "[0-9.]+(" + WITH_TF32 + ")?");

    /// The first compute capability that the kernels are meant for: 8.0.
    private static final int FIRST = 80;

    /// A version's first number, as the driver has it: 13000.
    private static final int VERSION = 1000;

    private final Driver driver;
    private final Compiler compiler;
    private final int number;
    private final UnaryOperator<String> altered;
    private final LargeProducts large;
    private final @Nullable CublasLt library;
    private final DeviceWatch watch;
    private final @Nullable LaunchTimes times;
    private volatile @Nullable Device device;

    private CudaKernelSet(
            Libraries libraries,
            int number,
            LargeProducts large,
            UnaryOperator<String> altered,
            @Nullable LaunchTimes times) {
        this.times = times;
        this.number = number;
        this.altered = altered;
        this.large = large;
        this.driver = new Driver(libraries);
        this.compiler = new Compiler(libraries, driver.version() / VERSION);
        this.library = large.library(libraries, driver).orElse(null);
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

    /// The first GPU of this machine, with all that is installed.
    ///
    /// @throws IllegalStateException where driver, compiler or GPU are missing or too old, or cuBLASLt is missing where
    /// TF32 is asked for, with what to do
    public static CudaKernelSet ofThisMachine() {
        return of(Libraries.ofThisMachine());
    }

    /// Whether a set of this kind may have that exact name, here or elsewhere.
    public static boolean isExactName(String name) {
        return EXACT_NAME.matcher(name).matches();
    }

    /// The first GPU of this machine, with the kernels of an exact name.
    ///
    /// @throws IllegalStateException as above, and where other kernels are installed
    public static CudaKernelSet exactly(String exactName) {
        return exactly(exactName, Libraries.ofThisMachine());
    }

    static CudaKernelSet exactly(String exactName, Libraries libraries) {
        var use = exactName.equals(OWN)
                ? LargeProducts.Use.NEVER
                : exactName.endsWith(WITH_TF32) ? LargeProducts.Use.TF32 : LargeProducts.Use.IF_THERE;
        CudaKernelSet set = of(libraries, new LargeProducts(use), UnaryOperator.identity(), null);
        if (!set.exactName().equals(exactName)) {
            throw new IllegalStateException("The kernels here are '" + set.exactName() + "'.");
        }
        return set;
    }

    /// The first GPU, by libraries of one's choice.
    ///
    /// @throws IllegalStateException as of this machine
    public static CudaKernelSet of(Libraries libraries) {
        return of(libraries, LargeProducts.ofThisMachine(), UnaryOperator.identity(), null);
    }

    /// The first GPU of this machine, for who wants to know how long kernels take: slower.
    ///
    /// @throws IllegalStateException as of this machine
    public static CudaKernelSet timed(LaunchTimes times) {
        return of(Libraries.ofThisMachine(), LargeProducts.ofThisMachine(), UnaryOperator.identity(), times);
    }

    /// @param altered what is done to the kernels' source: for tests of tests
    static CudaKernelSet of(
            Libraries libraries, LargeProducts large, UnaryOperator<String> altered, @Nullable LaunchTimes times) {
        try {
            return new CudaKernelSet(libraries, 0, large, altered, times);
        } catch (CudaException e) {
            throw new IllegalStateException("The GPU cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String exactName() {
        if (library == null) {
            return OWN;
        }
        return WITH_LIBRARY + library.version() + (usesTf32() ? WITH_TF32 : "");
    }

    private boolean usesTf32() {
        return large.use() == LargeProducts.Use.TF32;
    }

    @Override
    public synchronized Kernels open() {
        if (device == null || device.isLost()) {
            device = device == null ? take() : takeAnew(device);
        }
        return new CudaKernels(device, times);
    }

    private Device take() {
        return new Device(driver, compiler, number, altered, large, library);
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
    public synchronized long memory() {
        if (device != null && device.isLost()) {
            device = takeAnew(device);
        }
        return watch.memory()[0];
    }

    @Override
    public Optional<DeviceUse> device() {
        return watch.use(device != null);
    }

    @Override
    public String toString() {
        String beside = library == null ? "" : " with cuBLASLt " + library.version();
        return name() + " on " + driver.name(driver.device(number)) + beside + (usesTf32() ? " (TF32)" : "");
    }
}
