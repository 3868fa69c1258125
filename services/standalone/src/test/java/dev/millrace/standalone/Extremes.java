package dev.millrace.standalone;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Values of a request at their ends, and beyond.
final class Extremes {
    private static final List<Value> ALL = all();

    private Extremes() {}

    /// A value, and where it goes.
    ///
    /// @param path to a key, from the top: `fit/epochs`
    /// @param json the value, as text; not always JSON
    record Value(String path, String json) {}

    static Value any(SplittableRandom random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    private static List<Value> all() {
        List<Value> all = new ArrayList<>();
        String layer = "model/config/layers/1/config/";
        String input = "model/config/layers/0/config/batch_shape";
        of(all, "requested_at", "\"1970-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999999999Z\"", "\"10000-01-01\"");
        of(all, "requested_at", "\"+1000000000-12-31T23:59:59.999999999Z\"", "\"-1000000000-01-01T00:00:00Z\"", "0");
        of(all, "requested_at", "\"" + Instant.now().plus(Duration.ofMinutes(10)) + "\"");
        of(all, "dataset/name", "\"\"", "\"a\\u0000b\"", "\"\\u001b[2J\\nfake\"", "\"" + "x".repeat(300_000) + "\"");
        of(
                all,
                "dataset/data",
                "\"\"",
                "\"a\\u0000b\"",
                "\"/\"",
                "\"/dev\"",
                "\"\\ud800\"",
                "\"" + "x/".repeat(9000) + "\"");
        of(all, "fit/batch_size", "0", "-1", "1", "2147483647", "2147483648", "1e3", "\"1\"", "null");
        of(all, "fit/epochs", "0", "-2147483648", "1e999999999", "true");
        of(all, "fit/validation_split", "-1", "1", "0.999999", "1e-320", "NaN", "\"0\"");
        of(all, "fit/seed", "-9223372036854775808", "9223372036854775807", "9223372036854775808");
        of(all, "model", "{}", "[]", "\"\"", "7", "[".repeat(5000), "{\"a\":".repeat(2000) + "1" + "}".repeat(2000));
        of(all, "model/config/layers", "[]", "{}", "[null]", "[[[]]]");
        of(all, input, "[null, 46341, 46341]", "[null, -1]", "[null, 2147483647]", "[null]", "[]", "[null, 1e99]");
        of(all, layer + "units", "0", "-5", "1000000000", "2147483647", "99999999999", "1.5", "\"16\"", "null");
        of(all, layer + "name", "\"a/../../b\"", "\"\"", "\"\\u0000\"", "\"" + "n".repeat(50_000) + "\"", "7");
        of(all, layer + "activation", "\"nope\"", "{}", "[]", "null", "{\"class_name\": {}}");
        of(all, "compile/optimizer", "\"AdamW\"", "{}", "[]", "null", "\"\"");
        of(all, "compile/loss", "\"nope\"", "{}", "null", "\"mean_squared_error\"");
        of(all, "compile/metrics", "[null]", "\"accuracy\"", "[[\"accuracy\"]]", "[\"\\u0000\"]");
        of(all, "name", "\"\"", "\"\\u001b]0;pwned\\u0007\"", "\"" + "y".repeat(400_000) + "\"", "\"\\u202e\"");
        of(all, "run_id", "\"\"", "\"..\"", "\"a/b\"", "\"" + "r".repeat(101) + "\"", "7");
        return List.copyOf(all);
    }

    private static void of(List<Value> all, String path, String... values) {
        for (String value : values) {
            all.add(new Value(path, value));
        }
    }
}
