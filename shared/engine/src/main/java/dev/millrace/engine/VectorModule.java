package dev.millrace.engine;

/// The module that the JDK keeps the Vector API in, while it incubates.
///
/// `--add-modules jdk.incubator.vector` has it from the start of the JVM, which then prints a warning on every start.
/// Where the JVM is started with `--add-exports java.base/jdk.internal.module=ALL-UNNAMED` instead, it is loaded when
/// it is first asked for, as the JDK loads `java.instrument` for an agent: to the boot loader, so that the compiler
/// treats it the same.
final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";
    private static final boolean LOADED = ModuleLayer.boot().findModule(NAME).isPresent() || (mayLoad() && load());

    private VectorModule() {}

    /// Whether the Vector API can be used.
    static boolean isLoaded() {
        return LOADED;
    }

    private static boolean mayLoad() {
        return Object.class.getModule().isExported("jdk.internal.module", VectorModule.class.getModule());
    }

    /// Found by name: javac lets nobody compile against the package, and another JDK may not have it.
    private static boolean load() {
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, NAME);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
