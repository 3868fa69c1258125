package dev.millrace.datasets.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The texts of a column, numbered in the order in which they come. For one thread.
final class Vocabulary {
    /// Stands for a missing text.
    static final int MISSING = -1;
    /// Stands for a text that came after `freeze`.
    static final int NEW = -2;

    private final Map<String, Integer> codes = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final List<Long> firstRows = new ArrayList<>();
    private boolean frozen;

    /// The number of `text`, a new one if it has none yet.
    int code(@Nullable String text, long row) {
        if (text == null) {
            return MISSING;
        }
        Integer code = codes.get(text);
        if (code != null) {
            return code;
        } else if (frozen) {
            return NEW;
        }
        codes.put(text, texts.size());
        texts.add(text);
        firstRows.add(row);
        return texts.size() - 1;
    }

    /// Whoever comes now gets no number any more.
    void freeze() {
        frozen = true;
    }

    boolean isFrozen() {
        return frozen;
    }

    int size() {
        return texts.size();
    }

    /// All texts by their numbers.
    List<String> texts() {
        return texts;
    }

    /// The row that text `code` was first seen in.
    long firstRow(int code) {
        return firstRows.get(code);
    }
}
