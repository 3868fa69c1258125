package dev.millrace.testkit.crash;

import java.io.IOException;

/// Ties a process to the one that started it: it ends when that one is gone, however that ended.
public final class Lifeline {
    private static final int CUT = 75;

    private Lifeline() {}

    /// From now on this process lives as long as its standard input is open.
    public static void tie() {
        Thread.ofPlatform().daemon().name("lifeline").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is ever said here.
                }
            } catch (IOException e) {
                // As good as its end.
            }
            Runtime.getRuntime().halt(CUT);
        });
    }
}
