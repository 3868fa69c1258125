package dev.millrace.trainer;

import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.CheckpointManifest.Cause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which checkpoints of a run stay readable: the newest few, of a run that has ended the last one, those of epochs'
/// ends that are yet to be scored, so that an evaluator that is behind, or was not there, misses none, and those that
/// are the best so far.
public final class Retention {
    /// The newest, one in case it is damaged, and one for whoever is reading it meanwhile.
    static final int NEWEST = 3;

    /// If nobody ever scores them, the disk must not fill up.
    static final int UNSCORED = 100;

    private final Deque<CheckpointManifest> kept = new ArrayDeque<>();

    /// Checkpoints that were there before, oldest first.
    public void known(Collection<CheckpointManifest> manifests) {
        kept.addAll(manifests);
    }

    /// Whether there is a checkpoint of that name.
    public boolean has(String checkpoint) {
        return kept.stream().anyMatch(m -> m.checkpoint().equals(checkpoint));
    }

    /// A checkpoint was made. One of the same name it replaces.
    ///
    /// @param scoredStep every checkpoint up to this step has its scores, or gets none
    /// @param best steps whose epochs' ends are kept in any case
    /// @return those that are superseded by now, oldest first
    public List<CheckpointManifest> made(CheckpointManifest manifest, long scoredStep, Set<Long> best) {
        kept.removeIf(m -> m.checkpoint().equals(manifest.checkpoint()));
        kept.addLast(manifest);
        int newest = manifest.cause().ends() ? 1 : NEWEST;
        Set<CheckpointManifest> needed = new HashSet<>();
        int unscored = 0;
        int newer = 0;
        for (CheckpointManifest m : kept.reversed()) {
            boolean waits = m.cause() == Cause.EPOCH && m.step() > scoredStep && unscored++ < UNSCORED;
            boolean isBest = m.cause() == Cause.EPOCH && best.contains(m.step());
            if (newer++ < newest || waits || isBest) {
                needed.add(m);
            }
        }
        List<CheckpointManifest> superseded = new ArrayList<>(kept);
        superseded.removeAll(needed);
        kept.retainAll(needed);
        return superseded;
    }
}
