package dev.millrace.standalone.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.wire.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// What commands print about runs goes through here, since half of it was written by others.
public final class Output {
    private Output() {}

    /// One line of JSON. What is not seen stands in strings there, where the escapes mean the same.
    public static String json(Object value) {
        return Printable.text(
                value instanceof JsonNode node
                        ? node.toString()
                        : new String(Json.encode(value), StandardCharsets.UTF_8));
    }

    /// Prints one line, whatever is in it.
    public static void line(PrintWriter to, String line) {
        to.println(Printable.text(line));
        to.flush();
    }

    /// Prints what a person is to know beside the answer.
    public static void note(PrintWriter err, String note) {
        line(err, "millrace: " + note);
    }
}
