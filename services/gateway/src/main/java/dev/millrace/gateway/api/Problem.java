package dev.millrace.gateway.api;

import dev.millrace.wire.Json;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why there is no answer, as RFC 9457 has it.
///
/// @param detail what was received, what was expected, what to do
/// @param errors where in the request; empty where it is none of its fields
public record Problem(String type, String title, int status, String detail, List<FieldError> errors) {
    /// The media type.
    public static final String TYPE = "application/problem+json";

    /// What is wrong with one field.
    ///
    /// @param field `model.layers[1].units`
    /// @param line of the text that was sent, counted from 1; absent where it is no text with lines
    public record FieldError(String field, @Nullable Integer line, String detail) {}

    /// A problem without fields.
    public static Problem of(HttpStatus status, String detail) {
        return of(status, detail, List.of());
    }

    /// A problem with fields.
    public static Problem of(HttpStatus status, String detail, List<FieldError> errors) {
        return new Problem("about:blank", status.getReason(), status.getCode(), detail, errors);
    }

    /// The response that says so.
    public MutableHttpResponse<byte[]> response() {
        return HttpResponse.<byte[]>status(HttpStatus.valueOf(status))
                .contentType(TYPE)
                .body(Json.encode(this));
    }
}
