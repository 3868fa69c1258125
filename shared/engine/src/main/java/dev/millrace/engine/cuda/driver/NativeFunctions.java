package dev.millrace.engine.cuda.driver;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The functions of a library, most of which return an error's number. Pointers and handles are `long`s.
final class NativeFunctions {
    private final SymbolLookup library;
    private final Map<String, MethodHandle> handles = new ConcurrentHashMap<>();

    NativeFunctions(SymbolLookup library) {
        this.library = library;
    }

    /// A function by name and the types of its parameters, `int` or `long`.
    MethodHandle function(String name, Class<?>... parameters) {
        return function(name, ValueLayout.JAVA_INT, parameters);
    }

    private MethodHandle function(String name, MemoryLayout returned, Class<?>... parameters) {
        MemoryLayout[] layouts = Arrays.stream(parameters)
                .map(type -> type == int.class ? ValueLayout.JAVA_INT : ValueLayout.JAVA_LONG)
                .toArray(MemoryLayout[]::new);
        return Linker.nativeLinker()
                .downcallHandle(
                        library.find(name)
                                .orElseThrow(() -> new IllegalStateException(
                                        "The library has no " + name + ": it is too old, or another one.")),
                        FunctionDescriptor.of(returned, layouts));
    }

    /// Calls a function that is called rarely.
    ///
    /// @param arguments `Integer`s and `Long`s, as they are declared
    int call(String name, Object... arguments) {
        return (int) called(name, ValueLayout.JAVA_INT, arguments);
    }

    /// Calls a function that returns a `long` or an address, and is called rarely.
    ///
    /// @param arguments as above
    long value(String name, Object... arguments) {
        return (long) called(name, ValueLayout.JAVA_LONG, arguments);
    }

    private Object called(String name, MemoryLayout returned, Object... arguments) {
        MethodHandle handle = handles.computeIfAbsent(
                name,
                n -> function(
                        n,
                        returned,
                        Arrays.stream(arguments)
                                .map(argument -> argument instanceof Integer ? int.class : long.class)
                                .toArray(Class<?>[]::new)));
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(name, e);
        }
    }
}
