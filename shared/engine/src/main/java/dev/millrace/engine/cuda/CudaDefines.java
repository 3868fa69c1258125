package dev.millrace.engine.cuda;

import dev.millrace.engine.kernel.DropoutMask;
import dev.millrace.engine.kernel.Scalars;
import dev.millrace.nn.Activation;
import java.util.Arrays;

/// Numbers that Java and the kernels both know, for the kernels: generated from what Java has, so that the two are the
/// same.
final class CudaDefines {
    private final StringBuilder lines = new StringBuilder();

    private CudaDefines() {}

    /// Lines of C++ that come before the kernels.
    static String text() {
        return new CudaDefines()
                .codes("ACTIVATION_", Activation.class)
                .codes("LOSS_", CudaLosses.Kind.class)
                .codes("UPDATE_", CudaOptimizers.Kind.class)
                .number("LEAK", (float) Activation.LEAK)
                .number("SELU_ALPHA", (float) Activation.SELU_ALPHA)
                .number("SELU_SCALE", (float) Activation.SELU_SCALE)
                .number("SHRUNK", (float) Activation.SHRUNK)
                .whole("SCALAR_LEARNING_RATE", Scalars.LEARNING_RATE)
                .whole("SCALAR_AVERAGE_MOMENTUM", Scalars.AVERAGE_MOMENTUM)
                .whole("SCALAR_AVERAGE_OVERWRITES", Scalars.AVERAGE_OVERWRITES)
                .whole("MASK_BITS", DropoutMask.BITS)
                .bits("MASK_GOLDEN", DropoutMask.GOLDEN)
                .bits("MASK_MIX_1", DropoutMask.MIX_1)
                .bits("MASK_MIX_2", DropoutMask.MIX_2)
                .bits("MASK_MIX_3", DropoutMask.MIX_3)
                .bits("MASK_MIX_4", DropoutMask.MIX_4)
                .lines
                .toString();
    }

    /// What stands for a value of an enum in a kernel's arguments.
    static <E extends Enum<E>> int code(E value) {
        return Arrays.asList(value.getDeclaringClass().getEnumConstants()).indexOf(value);
    }

    private <E extends Enum<E>> CudaDefines codes(String prefix, Class<E> kinds) {
        for (E kind : kinds.getEnumConstants()) {
            whole(prefix + kind.name(), code(kind));
        }
        return this;
    }

    private CudaDefines whole(String name, int value) {
        return define(name, Integer.toString(value));
    }

    private CudaDefines bits(String name, int value) {
        return define(name, "0x" + Integer.toHexString(value) + "u");
    }

    private CudaDefines number(String name, float value) {
        return define(name, value + "f");
    }

    private CudaDefines define(String name, String value) {
        lines.append("#define ").append(name).append(' ').append(value).append('\n');
        return this;
    }
}
