package dev.millrace.testkit.crash;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process that was started here, and ends when this one does. For one thread.
public final class Child implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Thread hook;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        this.hook = new Thread(process::destroyForcibly, "end of " + name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Starts `command`.
    ///
    /// @param log gets all that it says
    public static Child start(String name, List<String> command, Path log) {
        try {
            return new Child(
                    name,
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Its exit code, once it has ended.
    int exitCode() {
        return process.exitValue();
    }

    /// SIGKILL.
    public void kill() {
        process.destroyForcibly();
    }

    /// SIGTERM.
    void terminate() {
        process.destroy();
    }

    /// SIGTERM, and waits until it has ended, for at most `patience`.
    void end(Duration patience) {
        terminate();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// SIGSTOP.
    public void freeze() {
        signal("-STOP");
    }

    /// SIGCONT.
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", signal, String.valueOf(pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill " + signal + " of " + this + " gave " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Ends it at once, also if it is frozen.
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook at work.
        }
    }

    @Override
    public String toString() {
        return name + " (process " + pid() + ")";
    }
}
