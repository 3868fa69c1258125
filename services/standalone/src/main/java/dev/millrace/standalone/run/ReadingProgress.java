package dev.millrace.standalone.run;

import dev.millrace.datasets.Progress;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/// Shows how much of a dataset has been read or downloaded, in one line that changes, where that takes more than a
/// second. For one thread.
final class ReadingProgress implements Progress {
    private static final long QUIET = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    private final PrintWriter err;
    private long next = System.nanoTime() + QUIET;
    private boolean shown;

    ReadingProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void received(String file, long received, long total) {
        String of = total < 0 ? "" : " of " + total / 1024 + " kB (" + 100 * received / Math.max(1, total) + " %)";
        show(file + ": " + received / 1024 + " kB" + of);
    }

    @Override
    public void rows(String file, long rows) {
        show(file + ": " + rows + " rows");
    }

    private void show(String line) {
        if (System.nanoTime() - next >= 0) {
            err.print("\r" + line + "   ");
            err.flush();
            shown = true;
            next = System.nanoTime() + PAUSE;
        }
    }

    /// Ends the line, if there is one.
    void end() {
        if (shown) {
            err.println();
            err.flush();
        }
    }
}
