package dev.millrace.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is sent, checked before anybody looks at it.
final class Bodies {
    /// Largest text that is taken, in bytes. Pictures may be as large as the server lets through.
    static final int MAX_TEXT_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 100;
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private Bodies() {}

    /// The text, which is not too large.
    static byte[] text(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw new ProblemException(Problem.of(HttpStatus.BAD_REQUEST, "The request has no body."));
        }
        if (body.length > MAX_TEXT_BYTES) {
            throw new ProblemException(Problem.of(
                    HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                    "A text has at most " + MAX_TEXT_BYTES + " bytes. Received: " + body.length + "."));
        }
        return body;
    }

    /// The JSON object in the body.
    static JsonNode object(byte @Nullable [] body) {
        JsonNode json = json(text(body));
        if (!json.isObject()) {
            throw new ProblemException(Problem.of(
                    HttpStatus.BAD_REQUEST, "A JSON object was expected. Received: " + json.getNodeType() + "."));
        }
        return json;
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            Integer line = e.getLocation() == null ? null : e.getLocation().getLineNr();
            String detail = "The body is no JSON: " + e.getOriginalMessage();
            throw new ProblemException(
                    Problem.of(HttpStatus.BAD_REQUEST, detail, List.of(new Problem.FieldError("", line, detail))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A field that is a text.
    static String string(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw ProblemException.field(field, "'" + field + "' is a text. Received: " + shown(value) + ".");
        }
        return value.textValue();
    }

    static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= 100 ? text : text.substring(0, 99) + "…";
    }
}
