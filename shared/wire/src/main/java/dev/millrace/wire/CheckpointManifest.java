package dev.millrace.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/// The last record of a checkpoint. The chunks before it, in order, are one safetensors file: weights, optimizer
/// state, metric accumulators, and Keras's model JSON in the file's metadata.
///
/// @param checkpoint its name, unique in the run: `step-000012000`
/// @param cause why it was made
/// @param epoch of the next mini-batch, counted from 0
/// @param step gradient updates made
/// @param nextOffset of the next mini-batch in the training partition of the run's `batches` topic
/// @param chunks how many records, keyed `<run>/<checkpoint>/<number>`
/// @param length bytes of all chunks together
/// @param sha256 of all chunks together, in hexadecimal
public record CheckpointManifest(
        String runId,
        String checkpoint,
        Cause cause,
        int epoch,
        long step,
        long nextOffset,
        int chunks,
        long length,
        String sha256,
        Provenance provenance,
        Instant time) {

    /// The end of the name of a run's last checkpoint, where there is one of the same step before it: that of an
    /// epoch's end, after which callbacks may have changed the weights.
    public static final String AFTER_EPOCH = "-end";

    /// Whether there is another checkpoint of the same step before this one.
    public boolean afterEpoch() {
        return checkpoint.endsWith(AFTER_EPOCH);
    }

    /// Why a checkpoint was made.
    public enum Cause {
        @JsonProperty("epoch")
        EPOCH,
        @JsonProperty("interval")
        INTERVAL,
        @JsonProperty("command")
        COMMAND,
        @JsonProperty("stopped")
        STOPPED,
        @JsonProperty("completed")
        COMPLETED;

        /// Whether the run is over with it.
        public boolean ends() {
            return this == STOPPED || this == COMPLETED;
        }
    }

    /// What the bits depend on.
    ///
    /// @param kernels the kernel set, by its exact name: `nd4j`, `cuda:cublaslt-12.6.4`
    /// @param threads that computed
    /// @param firstOffset of the first mini-batch that was trained, in the run's `batches` topic
    public record Provenance(Origin origin, String version, String kernels, int threads, long seed, long firstOffset) {}
}
