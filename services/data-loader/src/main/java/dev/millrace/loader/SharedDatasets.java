package dev.millrace.loader;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/// Opens a dataset once for all the runs that need it at the same time, which would not all fit into memory
/// otherwise. Thread-safe.
public final class SharedDatasets implements LoadPlan.DatasetSource {
    private final LoadPlan.DatasetSource source;
    private final Map<Key, WeakReference<Dataset>> opened = new HashMap<>();

    /// @param stamp of the files, which may change between two runs
    private record Key(JsonNode description, String stamp) {}

    /// Datasets of `source`.
    public SharedDatasets(LoadPlan.DatasetSource source) {
        this.source = source;
    }

    @Override
    public synchronized Dataset open(JsonNode description) {
        opened.values().removeIf(reference -> reference.refersTo(null));
        var key = new Key(description, Datasets.stamp(description));
        WeakReference<Dataset> reference = opened.get(key);
        Dataset dataset = reference == null ? null : reference.get();
        if (dataset == null) {
            dataset = source.open(description);
            opened.put(key, new WeakReference<>(dataset));
        }
        return dataset;
    }
}
