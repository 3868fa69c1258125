package dev.millrace.standalone.cluster;

import dev.millrace.runs.RunSummary;
import dev.millrace.runs.client.RunClient;
import dev.millrace.standalone.output.Output;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/// Says which runs a broker knows that have not ended though nobody is at work on them: their process died. It looks
/// while something else is done, since reading two topics takes a while.
public final class BrokenOff {
    private static final int MOST_NAMED = 3;

    private final Thread looking;

    private BrokenOff(Thread looking) {
        this.looking = looking;
    }

    /// Begins to look; what there is to say goes to `notes`.
    ///
    /// @param own the run that is begun now
    public static BrokenOff look(RunClient runs, String own, PrintWriter notes) {
        return new BrokenOff(Thread.ofPlatform().daemon().name("broken-off").start(() -> {
            try {
                List<RunSummary> left = runs.summaries().stream()
                        .filter(run -> !run.over() && !run.runId().equals(own))
                        .toList();
                if (!left.isEmpty()) {
                    Output.note(notes, sentence(left));
                }
            } catch (KafkaException e) {
                // What is wrong is wrong for the run as well, which says so.
            }
        }));
    }

    static String sentence(List<RunSummary> left) {
        if (left.size() == 1) {
            RunSummary run = left.getFirst();
            String when = run.step() == 0 ? "before its first step" : "after step " + run.step();
            return "run " + run.runId() + " was broken off " + when + "; 'millrace services' goes on with it.";
        }
        String ids = left.reversed().stream()
                .limit(MOST_NAMED)
                .map(RunSummary::runId)
                .collect(Collectors.joining(", "));
        return left.size() + " runs were broken off (" + ids + (left.size() > MOST_NAMED ? ", ..." : "")
                + "); 'millrace services' goes on with them, and 'millrace runs' tells how they stand.";
    }

    /// Returns when it has looked.
    public void await() {
        try {
            looking.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
