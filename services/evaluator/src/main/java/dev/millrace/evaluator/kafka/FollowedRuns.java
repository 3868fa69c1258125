package dev.millrace.evaluator.kafka;

import dev.millrace.evaluator.CheckpointModel;
import dev.millrace.evaluator.RefusedException;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicReader;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The runs that predictions were asked of lately, a few. For one thread.
final class FollowedRuns implements AutoCloseable {
    private static final int MOST = 4;

    private final Connection connection;
    private final Map<String, Instant> requestedAt = new HashMap<>();
    private final Map<String, FollowedRun> followed = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable TopicReader<RunRequested> requests;

    FollowedRuns(Connection connection) {
        this.connection = connection;
    }

    /// The model of a run, with the weights of the checkpoint that is named, or of the newest.
    ///
    /// @throws RefusedException if there is none
    CheckpointModel model(String runId, Optional<String> checkpoint) {
        FollowedRun run = run(runId);
        return checkpoint.map(run::named).orElseGet(run::newest);
    }

    private FollowedRun run(String runId) {
        FollowedRun known = followed.get(runId);
        if (known != null) {
            return known;
        }
        var run = new FollowedRun(connection, runId, requestedAt(runId));
        if (followed.size() == MOST) {
            String eldest = followed.keySet().iterator().next();
            Optional.ofNullable(followed.remove(eldest)).ifPresent(FollowedRun::close);
        }
        followed.put(runId, run);
        return run;
    }

    private Instant requestedAt(String runId) {
        if (!requestedAt.containsKey(runId)) {
            if (requests == null) {
                requests = TopicReader.ofRequests(connection);
            }
            requests.pollToEnd().forEach(run -> requestedAt.putIfAbsent(run.runId(), run.requestedAt()));
        }
        Instant found = requestedAt.get(runId);
        if (found == null) {
            throw new RefusedException("No run '" + runId + "' was asked for. 'millrace runs' lists those there are.");
        }
        return found;
    }

    /// Forgets everything, as after a failure.
    @Override
    public void close() {
        followed.values().forEach(FollowedRun::close);
        followed.clear();
        requestedAt.clear();
        if (requests != null) {
            requests.close();
            requests = null;
        }
    }
}
