package dev.millrace.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/// The command line in this process, for one user: with a home of its own, and nothing in the caches.
///
/// @param folder where all that the user has is kept
public record Cli(Path folder) {
    /// What a command left behind.
    public record Answer(int code, String out, String err) {}

    public Answer run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Millrace.run(environment(), new PrintWriter(out), new PrintWriter(err), args);
        return new Answer(code, out.toString(), err.toString());
    }

    public Map<String, String> environment() {
        return Map.of(
                "MILLRACE_HOME", home().toString(),
                "XDG_CACHE_HOME", folder.resolve("cache").toString());
    }

    public Path home() {
        return folder.resolve("home");
    }
}
