package dev.millrace.wire;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts one run's checkpoints together from their records, in the order of the topic. Keeps at most one
/// checkpoint's chunks; for one thread.
public final class CheckpointAssembler {
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private final Map<String, byte[]> chunks = new HashMap<>();
    private String prefix = "";

    /// A checkpoint that is whole.
    public record Checkpoint(CheckpointManifest manifest, Safetensors.Contents contents) {}

    /// Takes the next record of the run.
    ///
    /// @param value absent for a tombstone
    /// @return once the record is a manifest: the checkpoint, or why there is none
    public Optional<Decoded<Checkpoint>> add(String key, @Nullable ByteBuffer value) {
        String checkpoint = key.substring(0, key.lastIndexOf('/') + 1);
        if (value == null) {
            chunks.remove(key);
            return Optional.empty();
        }
        if (!checkpoint.equals(prefix)) {
            chunks.clear();
            prefix = checkpoint;
        }
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        if (!CheckpointKeys.isManifest(key)) {
            chunks.put(key, bytes);
            return Optional.empty();
        }
        var decoded = switch (Json.decode(bytes, CheckpointManifest.class)) {
            case Decoded.Malformed<CheckpointManifest> bad -> new Decoded.Malformed<Checkpoint>(bad.reason());
            case Decoded.Ok<CheckpointManifest> ok -> whole(key, ok.value());
        };
        chunks.clear();
        return Optional.of(decoded);
    }

    private Decoded<Checkpoint> whole(String key, CheckpointManifest manifest) {
        if (!key.equals(CheckpointKeys.manifest(manifest.runId(), manifest.checkpoint()))) {
            return torn(manifest, "its key is " + key);
        }
        if (chunks.size() != manifest.chunks()) {
            return torn(manifest, chunks.size() + " chunks of " + manifest.chunks());
        }
        long length = chunks.values().stream().mapToLong(chunk -> chunk.length).sum();
        if (length != manifest.length()) {
            return torn(manifest, length + " bytes of " + manifest.length());
        }
        if (length > MAX_BYTES) {
            return torn(manifest, length + " bytes, more than the " + MAX_BYTES + " that can be put together here");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        for (int i = 0; i < manifest.chunks(); i++) {
            byte[] chunk = chunks.get(CheckpointKeys.chunk(manifest.runId(), manifest.checkpoint(), i));
            if (chunk == null) {
                return torn(manifest, "chunk " + i + " is missing");
            }
            bytes.put(chunk);
        }
        bytes.flip();
        String sha256 = Digest.sha256Hex(bytes);
        if (!sha256.equals(manifest.sha256())) {
            return torn(manifest, "SHA-256 " + sha256 + ", expected " + manifest.sha256());
        }
        return switch (Safetensors.decode(bytes)) {
            case Decoded.Malformed<Safetensors.Contents> bad -> torn(manifest, bad.reason());
            case Decoded.Ok<Safetensors.Contents> ok -> new Decoded.Ok<>(new Checkpoint(manifest, ok.value()));
        };
    }

    private static Decoded<Checkpoint> torn(CheckpointManifest manifest, String found) {
        return new Decoded.Malformed<>("checkpoint " + manifest.checkpoint() + " is not whole: " + found);
    }
}
