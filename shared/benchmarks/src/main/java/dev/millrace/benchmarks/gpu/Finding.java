package dev.millrace.benchmarks.gpu;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// One line of the table, and one of the file.
///
/// @param check what was looked at: `step 100:adam`
/// @param of who was looked at: `cuda`, `jax`
/// @param figure what was found, for people
/// @param against what it was held against, for people; may be empty
/// @param numbers the same for programs, by name
record Finding(String check, String of, String figure, String against, Verdict verdict, Map<String, Object> numbers) {
    Finding {
        numbers = Map.copyOf(numbers);
    }

    /// Without numbers.
    Finding(String check, String of, String figure, String against, Verdict verdict) {
        this(check, of, figure, against, verdict, Map.of());
    }

    /// What was left out.
    static Finding skipped(String check, String of, String why) {
        return new Finding(check, of, "not measured", why, Verdict.SKIPPED);
    }

    /// As a line of JSON has it.
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("check", check);
        json.put("of", of);
        json.put("figure", figure);
        json.put("against", against);
        json.put("verdict", verdict.toString());
        json.putAll(new TreeMap<>(numbers));
        return json;
    }
}
