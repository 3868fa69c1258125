package dev.millrace.gateway.store;

import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The checkpoints of one run, as events, manifests and scores tell of them, in whichever order these are read. For one
/// thread at a time.
final class CheckpointList {
    /// Of those that are superseded, and of which there are no scores, the newest so many are listed.
    private static final int MOST_SUPERSEDED = 100;

    private final Map<String, Entry> byName = new TreeMap<>();
    private long scoredStep = -1;

    private static final class Entry {
        long step;
        String sha256 = "";
        Instant time = Instant.EPOCH;

        @Nullable
        CheckpointManifest manifest;

        boolean available;
        Map<String, Map<String, Double>> values = Map.of();
    }

    void hear(Event event) {
        switch (event) {
            case Event.Checkpointed e -> said(e.checkpoint(), e.step(), e.sha256(), e.time());
            case Event.Completed e -> said(e.checkpoint(), e.step(), e.sha256(), e.time());
            case Event.Stopped e -> said(e.checkpoint(), e.step(), e.sha256(), e.time());
            case Event.Evaluated e -> {
                Entry entry = entry(e.checkpoint());
                entry.step = e.step();
                entry.values = e.values();
                if (entry.time.equals(Instant.EPOCH)) {
                    entry.time = e.time();
                }
                scoredStep = Math.max(scoredStep, e.step());
            }
            default -> {}
        }
    }

    private void said(String name, long step, String sha256, Instant time) {
        Entry entry = entry(name);
        entry.step = step;
        entry.sha256 = sha256;
        if (entry.manifest == null) {
            entry.time = time;
        }
        forget();
    }

    void manifest(CheckpointManifest manifest) {
        Entry entry = entry(manifest.checkpoint());
        entry.manifest = manifest;
        entry.step = manifest.step();
        entry.sha256 = manifest.sha256();
        entry.time = manifest.time();
        entry.available = true;
    }

    void superseded(String name) {
        Entry entry = byName.get(name);
        if (entry != null) {
            entry.available = false;
            forget();
        }
    }

    private Entry entry(String name) {
        return byName.computeIfAbsent(name, n -> new Entry());
    }

    private void forget() {
        long superseded = byName.values().stream().filter(CheckpointList::dull).count();
        Iterator<Entry> oldest = byName.values().iterator();
        while (superseded > MOST_SUPERSEDED && oldest.hasNext()) {
            if (dull(oldest.next())) {
                oldest.remove();
                superseded--;
            }
        }
    }

    private static boolean dull(Entry entry) {
        return !entry.available && entry.values.isEmpty();
    }

    /// Those that get scores and have none yet.
    ///
    /// @param epochsToo whether those of an epoch's end get any
    int unscored(boolean epochsToo, boolean endToo) {
        Set<Long> steps = new HashSet<>();
        for (Entry entry : byName.values()) {
            if (entry.manifest != null && entry.step > scoredStep) {
                boolean ends = entry.manifest.cause().ends();
                if (ends ? endToo : epochsToo && entry.manifest.cause() == CheckpointManifest.Cause.EPOCH) {
                    steps.add(entry.step);
                }
            }
        }
        return steps.size();
    }

    /// The newest that has a manifest.
    Optional<CheckpointManifest> newest() {
        CheckpointManifest newest = null;
        for (Entry entry : byName.values()) {
            if (entry.manifest != null && (newest == null || entry.manifest.step() >= newest.step())) {
                newest = entry.manifest;
            }
        }
        return Optional.ofNullable(newest);
    }

    /// All of them, the oldest first.
    List<Checkpoint> all() {
        List<Checkpoint> all = new ArrayList<>();
        byName.forEach((name, entry) -> {
            CheckpointManifest manifest = entry.manifest;
            all.add(new Checkpoint(
                    name,
                    manifest == null ? null : manifest.epoch(),
                    entry.step,
                    manifest == null ? null : manifest.cause(),
                    manifest == null ? null : manifest.length(),
                    entry.sha256,
                    entry.time,
                    entry.values,
                    entry.available,
                    manifest == null ? null : manifest.provenance()));
        });
        return all;
    }
}
