package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.Driver;
import dev.millrace.engine.cuda.driver.Libraries;
import dev.millrace.engine.cuda.driver.Management;
import dev.millrace.engine.kernel.DeviceUse;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Looks how a GPU is, beside whoever computes on it: asks the driver while its context is there anyway, else NVIDIA's
/// management library, which alone knows how busy it is. Any thread may call.
final class DeviceWatch {
    private final Libraries libraries;
    private final Driver driver;
    private final int device;
    private @Nullable Management management;
    private boolean lookedFor;

    /// @param device its handle
    DeviceWatch(Libraries libraries, Driver driver, int device) {
        this.libraries = libraries;
        this.driver = driver;
        this.device = device;
    }

    /// How it is; empty where nobody can say.
    ///
    /// @param held whether the process has a context on the device
    synchronized Optional<DeviceUse> use(boolean held) {
        try {
            Management there = management();
            if (!held && there == null) {
                return Optional.empty(); // A context would take some of the memory.
            }
            long[] memory = held || there == null ? memory() : there.memory();
            return Optional.of(new DeviceUse(
                    driver.name(device),
                    memory[1],
                    memory[1] - memory[0],
                    there == null ? OptionalDouble.empty() : there.utilisation()));
        } catch (RuntimeException e) {
            return Optional.empty(); // A lost device: whoever computes on it says so.
        }
    }

    private @Nullable Management management() {
        if (!lookedFor) {
            lookedFor = true;
            try {
                management = new Management(libraries, driver.address(device));
            } catch (RuntimeException e) {
                management = null;
            }
        }
        return management;
    }

    /// Bytes of the device's memory that are free, and all there are.
    long[] memory() {
        long context = driver.retainContext(device);
        try {
            driver.enter(context);
            return driver.memory();
        } finally {
            driver.releaseContext(device);
        }
    }
}
