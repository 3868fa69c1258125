package dev.millrace.gateway.stream;

import dev.millrace.gateway.store.RunRow;
import dev.millrace.gateway.store.Store;
import dev.millrace.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// The rows that have changed, as JSON: most clients were told the same before, and are told the same now. For one
/// thread.
final class ChangedRows {
    private final Store store;
    private final Supplier<Instant> clock;
    private long since = Long.MIN_VALUE;
    private long now;
    private String json = "";

    ChangedRows(Store store, Supplier<Instant> clock) {
        this.store = store;
        this.clock = clock;
    }

    record Rows(List<RunRow> rows) {}

    /// The rows that have changed after version `told`, up to version `newest` at least; empty where none has.
    String after(long told, long newest) {
        if (told != since || newest != now) {
            since = told;
            now = newest;
            List<RunRow> rows = store.rowsSince(told, clock.get());
            json = rows.isEmpty() ? "" : new String(Json.encode(new Rows(rows)), StandardCharsets.UTF_8);
        }
        return json;
    }
}
