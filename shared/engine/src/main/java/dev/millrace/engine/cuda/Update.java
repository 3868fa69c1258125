package dev.millrace.engine.cuda;

import dev.millrace.engine.kernel.Buffer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The update of all weights, as `Kernels.update` has it. In a sequence what makes gradients may update the weights at
/// once; see [Rest].
final class Update implements CudaOp {
    /// Variables begin at multiples of so many values.
    private static final int ALIGNMENT = 16;

    /// Which of the arguments are addresses of values laid out like the weights.
    private static final int FIRST_ADDRESS = 1;

    private static final int LAST_ADDRESS = 4;

    private final Device device;
    private final CudaBuffer weights;
    private final CudaBuffer gradients;
    private final Object[] arguments;

    /// @param arguments see [CudaOptimizers#arguments]
    Update(Device device, Buffer weights, Buffer gradients, Object... arguments) {
        this.device = device;
        this.weights = (CudaBuffer) weights;
        this.gradients = (CudaBuffer) gradients;
        this.arguments = arguments;
    }

    @Override
    public CudaChain chain() {
        return add(new CudaChain(device), 0, weights.size());
    }

    @Override
    public void run() {
        chain().run();
    }

    /// Adds the update of the weights `from` up to `to`.
    private CudaChain add(CudaChain chain, int from, int to) {
        if (from == to) {
            return chain;
        }
        long shift = (long) from * Float.BYTES;
        Object[] shifted = arguments.clone();
        for (int i = FIRST_ADDRESS; i <= LAST_ADDRESS; i++) {
            if (!shifted[i].equals(0L)) {
                shifted[i] = (long) shifted[i] + shift;
            }
        }
        return chain.each("update", to - from, gradients.address() + shift, shifted);
    }

    /// What of an update is left to do at the end of a sequence.
    final class Rest {
        /// Where parts begin that are updated already, and where they end.
        private final Map<Integer, Integer> done = new TreeMap<>();

        /// Whether this is what updates the variables that these gradients belong to.
        boolean updates(Buffer kernel, Buffer dKernel, @Nullable Buffer dBias) {
            return holds(gradients, dKernel)
                    && holds(weights, kernel)
                    && ((CudaBuffer) kernel).address() - weights.address()
                            == ((CudaBuffer) dKernel).address() - gradients.address()
                    && (dBias == null || holds(gradients, dBias));
        }

        private static boolean holds(CudaBuffer all, Buffer part) {
            long at = ((CudaBuffer) part).address() - all.address();
            return at >= 0 && at < (long) all.size() * Float.BYTES;
        }

        /// What [CudaOptimizers#arguments] has.
        Object[] arguments() {
            return arguments;
        }

        /// The place of a variable among the weights, by its gradient, which needs no update any more.
        int take(Buffer gradient) {
            int at = Math.toIntExact((((CudaBuffer) gradient).address() - gradients.address()) / Float.BYTES);
            done.put(at, Math.ceilDiv(at + gradient.size(), ALIGNMENT) * ALIGNMENT);
            return at;
        }

        /// Adds the update of all other weights.
        void addTo(CudaChain chain) {
            int next = 0;
            for (Map.Entry<Integer, Integer> part : done.entrySet()) {
                add(chain, next, part.getKey());
                next = part.getValue();
            }
            add(chain, Math.min(next, weights.size()), weights.size());
        }
    }

    Rest rest() {
        return new Rest();
    }
}
