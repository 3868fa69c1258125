package dev.millrace.wire;

import java.util.Locale;

/// Keys of the records that make up a checkpoint.
public final class CheckpointKeys {
    private CheckpointKeys() {}

    /// `<run>/<checkpoint>/00003`
    public static String chunk(String runId, String checkpoint, int number) {
        return String.format(Locale.ROOT, "%s/%s/%05d", runId, checkpoint, number);
    }

    /// `<run>/<checkpoint>/manifest`
    public static String manifest(String runId, String checkpoint) {
        return runId + "/" + checkpoint + "/manifest";
    }

    /// Whether a key is of a record of this run.
    public static boolean isOf(String runId, String key) {
        return key.startsWith(runId + "/");
    }

    /// Whether a key is of a manifest.
    public static boolean isManifest(String key) {
        return key.endsWith("/manifest");
    }
}
