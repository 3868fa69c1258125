package dev.millrace.engine.vector;

import org.jspecify.annotations.Nullable;

/// The loss of a row and its gradient. Rows are computed by several threads at once.
@FunctionalInterface
interface RowLoss {
    /// What has to be run before any row is computed, if anything: it looks at the whole mini-batch.
    default @Nullable Runnable first() {
        return null;
    }

    /// The loss of row `row`; writes its gradient where there is a place for it.
    float row(int row);
}
