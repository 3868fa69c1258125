package dev.millrace.gateway.store;

import dev.millrace.wire.CheckpointManifest;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One checkpoint of a run.
///
/// @param epoch of the next mini-batch, counted from 0; absent where its manifest is gone
/// @param cause why it was made; absent where its manifest is gone
/// @param bytes of the whole; absent where its manifest is gone
/// @param values its scores by split, then by name
/// @param available whether it can still be read
public record Checkpoint(
        String checkpoint,
        @Nullable Integer epoch,
        long step,
        CheckpointManifest.@Nullable Cause cause,
        @Nullable Long bytes,
        String sha256,
        Instant time,
        Map<String, Map<String, Double>> values,
        boolean available,
        CheckpointManifest.@Nullable Provenance provenance) {}
