package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.GradientTransform;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/// What is done with gradients before an update, and with weights after it: `transforms.cu`.
final class CudaTransforms {
    private static final int THREADS = 256;

    /// Values whose squares a block adds up.
    private static final int BLOCK = 4096;

    private final CudaKernels kernels;

    CudaTransforms(CudaKernels kernels) {
        this.kernels = kernels;
    }

    /// As `Kernels.transform` has it.
    CudaChain transform(GradientTransform transform, Buffer gradients, List<Buffer> variables) {
        var chain = new CudaChain(kernels.device());
        int n = gradients.size();
        long g = address(gradients);
        return switch (transform) {
            case GradientTransform.Accumulate t -> chain.each("accumulate", n, g, address(t.sums()));
            case GradientTransform.Mean t -> chain.each("accumulated_mean", n, (float) t.steps(), g, address(t.sums()));
            case GradientTransform.ClipByValue t -> chain.each("clip_values", n, (float) t.limit(), g);
            case GradientTransform.ClipByNorm t -> clip(chain, gradients, variables, false, (float) t.limit());
            case GradientTransform.ClipByGlobalNorm t ->
                clip(chain, gradients, List.of(gradients), true, (float) t.limit());
        };
    }

    /// As `Kernels.movingAverage` has it.
    CudaChain movingAverage(Buffer weights, Buffer average, Buffer scalars) {
        return new CudaChain(kernels.device())
                .each("moving_average", weights.size(), address(weights), address(average), address(scalars));
    }

    /// Norms of blocks, of groups of blocks from those, then every block is scaled by the norm of its group.
    private CudaChain clip(CudaChain chain, Buffer gradients, List<Buffer> groups, boolean together, float limit) {
        List<Integer> blocks = new ArrayList<>();
        List<Integer> firsts = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            firsts.add(blocks.size() / 3);
            Buffer part = groups.get(group);
            int at = (int) ((address(part) - address(gradients)) / Float.BYTES);
            for (int from = at; from < at + part.size(); from += BLOCK) {
                blocks.addAll(List.of(from, Math.min(from + BLOCK, at + part.size()), group));
            }
        }
        int count = blocks.size() / 3;
        firsts.add(count);
        long table = upload(blocks);
        long norms = kernels.scratch(count).address();
        long totals = kernels.scratch(groups.size()).address();
        return chain.launch("norms_of_blocks", CudaChain.Grid.of(count), THREADS, table, address(gradients), norms)
                .launch("norms_of_groups", CudaChain.Grid.of(groups.size()), THREADS, upload(firsts), norms, totals)
                .launch(
                        "scale_blocks",
                        CudaChain.Grid.of(count),
                        THREADS,
                        table,
                        totals,
                        together ? 1 : 0,
                        limit,
                        address(gradients));
    }

    /// Whole numbers, as they are, where floats would lie.
    private long upload(List<Integer> values) {
        FloatBuffer bits = FloatBuffer.allocate(values.size());
        values.forEach(value -> bits.put(Float.intBitsToFloat(value)));
        CudaBuffer to = kernels.scratch(values.size());
        to.upload(bits.flip());
        return to.address();
    }
}
