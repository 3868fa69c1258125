package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.nn.VariableSpec;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where each variable lies when all lie one after another, each at a multiple of 64 bytes. The gaps stay zero.
///
/// The smallest come first: a processor reads ahead some kilobytes beyond the end of what it goes through, and takes
/// them from the core that works on them. There, that is the beginning of something large at worst.
///
/// @param offsets of the variables, by name
/// @param size of the whole
public record Layout(Map<String, Integer> offsets, int size) {
    private static final int ALIGNMENT = 64 / Float.BYTES;

    public static Layout of(List<VariableSpec> variables) {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        int end = 0;
        var ascending = variables.stream()
                .sorted(Comparator.comparingInt(variable -> variable.shape().size()))
                .toList();
        for (VariableSpec variable : ascending) {
            offsets.put(variable.name(), end);
            int size = Math.ceilDiv(variable.shape().size(), ALIGNMENT) * ALIGNMENT;
            end = Math.addExact(end, size);
        }
        return new Layout(offsets, Math.max(end, ALIGNMENT));
    }

    /// The part of `whole` that is the variable.
    public Buffer slice(Buffer whole, String name, int size) {
        Integer offset = offsets.get(name);
        if (offset == null) {
            throw new IllegalArgumentException("No variable '" + name + "'. Known: " + offsets.keySet());
        }
        return whole.slice(offset, size);
    }
}
