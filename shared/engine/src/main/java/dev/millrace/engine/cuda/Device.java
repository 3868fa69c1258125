package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.Attribute;
import dev.millrace.engine.cuda.driver.Compiler;
import dev.millrace.engine.cuda.driver.CublasLt;
import dev.millrace.engine.cuda.driver.CudaException;
import dev.millrace.engine.cuda.driver.Driver;
import dev.millrace.engine.cuda.driver.MatrixProduct;
import dev.millrace.engine.cuda.driver.MatrixProducts;
import dev.millrace.engine.data.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A GPU at work: its context, the kernels, a stream that computes and one that brings values.
///
/// Work is queued, and done in order; who asks for values waits for all that was queued before. Any thread may call.
final class Device implements AutoCloseable {
    private static final int BOUNCE_BYTES = 1 << 22;
    private static final int FEW = 1024;
    private static final Thread NOBODY = new Thread();

    private final Driver driver;
    private final int number;
    private final long context;
    private final long module;
    private final Map<String, Long> functions = new HashMap<>();
    private final long compute;
    private final long copies;
    private final Staging staging;
    private final LargeProducts large;
    private final @Nullable CublasLt library;
    private @Nullable MatrixProducts products;

    /// Pinned memory that values pass through which belong to no step.
    private final long bounce;

    private final FloatBuffer bounced;
    private Thread inside = NOBODY;
    private int holders;
    private boolean closed;

    /// Takes a device.
    ///
    /// @param altered what is done to the kernels' source before it is compiled
    /// @param library what computes large products, where it is not our kernels
    Device(
            Driver driver,
            Compiler compiler,
            int number,
            UnaryOperator<String> altered,
            LargeProducts large,
            @Nullable CublasLt library) {
        this.driver = driver;
        this.large = large;
        this.library = library;
        driver.forgive();
        this.number = driver.device(number);
        this.context = driver.retainContext(this.number);
        try {
            enter();
            this.module = driver.module(KernelCode.forDevice(compiler, architecture(driver, number), altered));
            this.compute = driver.stream();
            this.copies = driver.stream();
            this.bounce = driver.allocatePinned(BOUNCE_BYTES);
            this.bounced = MemorySegment.ofAddress(bounce)
                    .reinterpret(BOUNCE_BYTES)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            this.staging = new Staging(this, driver, compute, copies);
        } catch (RuntimeException e) {
            release();
            throw e;
        }
    }

    /// What the compiler calls the device's kind: `sm_90`.
    static String architecture(Driver driver, int number) {
        int device = driver.device(number);
        return "sm_" + driver.attribute(device, Attribute.MAJOR) + driver.attribute(device, Attribute.MINOR);
    }

    private void enter() {
        Thread caller = Thread.currentThread();
        if (inside != caller) {
            driver.enter(context);
            inside = caller;
        }
    }

    /// Multiprocessors.
    int multiprocessors() {
        return driver.attribute(number, Attribute.MULTIPROCESSORS);
    }

    /// A kernel with its arguments.
    synchronized KernelLaunch bind(String kernel, CudaChain.Grid grid, int threads, Object... arguments) {
        enter();
        long function = functions.computeIfAbsent(kernel, name -> driver.function(module, name));
        return new KernelLaunch(kernel, function, grid, threads, arguments);
    }

    /// Whether a product `(m, k) · (k, n)` is left to cuBLASLt.
    boolean leavesToLibrary(int m, int n, int k) {
        return library != null && large.hold(m, n, k);
    }

    /// A product by cuBLASLt, to be closed before the device; empty where that has no algorithm for it.
    ///
    /// @throws IllegalStateException without cuBLASLt
    synchronized Optional<MatrixProduct> plan(MatrixProduct.Operands operands) {
        if (library == null) {
            throw new IllegalStateException("There is no cuBLASLt");
        }
        enter();
        if (products == null) {
            products = new MatrixProducts(library, driver, large.use() == LargeProducts.Use.TF32);
        }
        return products.plan(operands);
    }

    /// Memory for so many floats; what is in it is undefined.
    synchronized CudaBuffer allocate(int floats) {
        enter();
        return new CudaBuffer(this, driver.allocate(Math.max(1, floats) * (long) Float.BYTES), floats);
    }

    synchronized void zero(CudaBuffer buffer) {
        enter();
        if (buffer.size() > 0) {
            driver.fill(buffer.address(), 0, buffer.size(), compute);
        }
    }

    /// Frees memory, once all that was queued is done.
    synchronized void free(Iterable<CudaBuffer> buffers) {
        enter();
        driver.synchronize();
        buffers.forEach(buffer -> driver.free(buffer.address()));
    }

    /// Notes values for the next step; see [Staging].
    synchronized void load(Tensor values, CudaBuffer to, int columns) {
        enter();
        staging.add(values, to.address(), to.size(), columns);
    }

    /// Few values come with those of the next step.
    synchronized void upload(FloatBuffer values, CudaBuffer to) {
        enter();
        if (to.size() <= FEW) {
            staging.add(values, to.address());
            return;
        }
        staging.flush();
        for (int from = 0; from < to.size(); from += bounced.capacity()) {
            int count = Math.min(bounced.capacity(), to.size() - from);
            bounced.put(0, values, values.position(), count);
            values.position(values.position() + count);
            driver.toDevice(to.address() + (long) from * Float.BYTES, bounce, (long) count * Float.BYTES, compute);
            driver.synchronize(compute);
        }
    }

    synchronized void download(CudaBuffer from, FloatBuffer to) {
        enter();
        staging.flush();
        for (int at = 0; at < from.size(); at += bounced.capacity()) {
            int count = Math.min(bounced.capacity(), from.size() - at);
            driver.toHost(bounce, from.address() + (long) at * Float.BYTES, (long) count * Float.BYTES, compute);
            driver.synchronize(compute);
            to.put(to.position(), bounced, 0, count);
            to.position(to.position() + count);
        }
    }

    /// Queues a copy to pinned memory.
    synchronized void beginDownload(CudaBuffer from, long pinned) {
        enter();
        staging.flush();
        if (from.size() > 0) {
            driver.toHost(pinned, from.address(), (long) from.size() * Float.BYTES, compute);
        }
    }

    /// Waits until everything that was queued is done.
    synchronized void synchronize() {
        enter();
        driver.synchronize(compute);
    }

    synchronized long allocatePinned(long bytes) {
        enter();
        return driver.allocatePinned(bytes);
    }

    synchronized void freePinned(long pinned) {
        enter();
        driver.freePinned(pinned);
    }

    /// Queues the launches, after what was loaded.
    synchronized void run(CudaChain chain) {
        enter();
        staging.flush();
        enqueue(chain);
    }

    private void enqueue(CudaChain chain) {
        for (Launch launch : chain.launches()) {
            launch.enqueue(driver, compute);
        }
    }

    /// Queues the launches, waits for them, and notes how long each took.
    synchronized void run(CudaChain chain, LaunchTimes times) {
        enter();
        staging.flush();
        long before = driver.event(true);
        long after = driver.event(true);
        try {
            for (Launch launch : chain.launches()) {
                driver.record(before, compute);
                launch.enqueue(driver, compute);
                driver.record(after, compute);
                driver.synchronize(compute);
                times.add(launch.name(), driver.micros(before, after));
            }
        } finally {
            driver.destroyEvent(before);
            driver.destroyEvent(after);
        }
    }

    /// The launches as a graph.
    synchronized long capture(CudaChain chain) {
        enter();
        driver.beginCapture(compute);
        enqueue(chain);
        return driver.endCapture(compute);
    }

    /// Queues a graph, after what was loaded.
    synchronized void replay(long graph) {
        enter();
        staging.flush();
        driver.launchGraph(graph, compute);
    }

    synchronized void forget(long graph) {
        enter();
        driver.synchronize();
        driver.destroyGraph(graph);
    }

    /// Whether a call has failed in a way that more calls would.
    boolean isLost() {
        return closed || driver.hasFailed();
    }

    synchronized void hold() {
        holders++;
    }

    /// Ends it where nobody holds it any more.
    synchronized void letGo() {
        holders--;
        if (holders == 0) {
            close();
        }
    }

    /// Ends it; of a device that is lost nothing can be freed but the context.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        try {
            if (isLost()) {
                return;
            }
            enter();
            driver.synchronize();
            if (products != null) {
                products.close();
            }
            staging.close();
            driver.freePinned(bounce);
            driver.destroyStream(copies);
            driver.destroyStream(compute);
            driver.unload(module);
        } finally {
            closed = true;
            release();
        }
    }

    private void release() {
        try {
            driver.releaseContext(number);
        } catch (CudaException e) {
            // What a lost device says to everything.
        }
    }
}
