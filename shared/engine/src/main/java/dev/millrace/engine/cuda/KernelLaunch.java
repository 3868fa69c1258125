package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.Stream;

/// A kernel bound to its grid and its arguments.
final class KernelLaunch implements Launch {
    /// So many threads of a block that no device refuses it.
    static final int MOST_THREADS = 1024;

    private final String name;
    private final long function;
    private final CudaChain.Grid grid;
    private final int threads;

    /// The addresses of the arguments, then these: all of eight bytes.
    private final MemorySegment parameters;

    private final long address;

    /// @param given `Integer`, `Float`, `Long`, or arrays of them
    KernelLaunch(String name, long function, CudaChain.Grid grid, int threads, Object... given) {
        if (threads < 1 || threads > MOST_THREADS || grid.x() < 1 || grid.y() < 1 || grid.z() < 1) {
            throw new IllegalArgumentException("No launch has " + threads + " threads in blocks " + grid);
        }
        this.name = name;
        this.function = function;
        this.grid = grid;
        this.threads = threads;
        Object[] arguments = flat(given).toArray();
        this.parameters = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, 2L * Math.max(1, arguments.length));
        this.address = parameters.address();
        for (int i = 0; i < arguments.length; i++) {
            int at = arguments.length + i;
            parameters.setAtIndex(ValueLayout.JAVA_LONG, i, address + (long) at * Long.BYTES);
            switch (arguments[i]) {
                case Integer value -> parameters.set(ValueLayout.JAVA_INT, (long) at * Long.BYTES, value);
                case Float value -> parameters.set(ValueLayout.JAVA_FLOAT, (long) at * Long.BYTES, value);
                case Long value -> parameters.setAtIndex(ValueLayout.JAVA_LONG, at, value);
                default -> throw new IllegalArgumentException("Kernels take no " + arguments[i].getClass());
            }
        }
    }

    private static Stream<Object> flat(Object... given) {
        return Arrays.stream(given).flatMap(each -> each instanceof Object[] more ? flat(more) : Stream.of(each));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void enqueue(Driver driver, long stream) {
        driver.launch(function, grid.x(), grid.y(), grid.z(), threads, stream, address);
    }
}
