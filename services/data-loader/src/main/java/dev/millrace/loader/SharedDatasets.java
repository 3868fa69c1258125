package dev.millrace.loader;

import dev.millrace.datasets.Dataset;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/// Opens a dataset once for all the runs that need it at the same time, which would not all fit into memory
/// otherwise. Thread-safe.
public final class SharedDatasets implements LoadPlan.DatasetSource {
    private final LoadPlan.DatasetSource source;
    private final Map<Key, WeakReference<Dataset>> opened = new HashMap<>();

    private record Key(String name, String folder) {}

    /// Datasets of `source`.
    public SharedDatasets(LoadPlan.DatasetSource source) {
        this.source = source;
    }

    @Override
    public synchronized Dataset open(String name, String folder) {
        opened.values().removeIf(reference -> reference.refersTo(null));
        var key = new Key(name, folder);
        WeakReference<Dataset> reference = opened.get(key);
        Dataset dataset = reference == null ? null : reference.get();
        if (dataset == null) {
            dataset = source.open(name, folder);
            opened.put(key, new WeakReference<>(dataset));
        }
        return dataset;
    }
}
