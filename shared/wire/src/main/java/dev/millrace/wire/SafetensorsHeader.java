package dev.millrace.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.millrace.wire.Safetensors.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the header of a safetensors file says; where the tensors lie has yet to be held against the file.
record SafetensorsHeader(Map<String, String> metadata, Map<String, SafetensorsHeader.Place> tensors) {
    /// Where a tensor lies, and what it is.
    ///
    /// @param begin of its bytes, counted from the end of the header
    /// @param end of its bytes
    record Place(DType dtype, List<Integer> shape, long begin, long end) {}

    private record Description(
            DType dtype,
            List<Integer> shape,
            @JsonProperty("data_offsets") List<Long> offsets) {}

    private static final ObjectReader DESCRIPTION =
            Json.MAPPER.readerFor(Description.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /// The header in `bytes`.
    ///
    /// @throws IOException if it is none
    static SafetensorsHeader read(ByteBuffer bytes) throws IOException {
        String text = utf8(bytes);
        if (!text.startsWith("{")) {
            throw new IOException("the header does not begin with '{'");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Place> tensors = new LinkedHashMap<>();
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals(Safetensors.METADATA)) {
                    metadata.putAll(texts(parser));
                } else {
                    tensors.put(name, place(name, parser));
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("more than one value in the header");
            }
        }
        return new SafetensorsHeader(metadata, tensors);
    }

    private static String utf8(ByteBuffer bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IOException("the header is not UTF-8", e);
        }
    }

    private static Map<String, String> texts(JsonParser parser) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            throw new IOException("metadata is no object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw new IOException("metadata '" + name + "' is no text");
            }
            texts.put(name, parser.getText());
        }
        return texts;
    }

    private static Place place(String name, JsonParser parser) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            throw new IOException("tensor '" + name + "' is no object");
        }
        Description described = DESCRIPTION.readValue(parser);
        if (described.offsets().size() != 2) {
            throw new IOException("tensor '" + name + "' has data_offsets " + described.offsets() + ", expected two");
        }
        return new Place(
                described.dtype(),
                described.shape(),
                described.offsets().getFirst(),
                described.offsets().getLast());
    }

    /// Tensors as they should follow one another: those without bytes before what begins at the same place.
    static List<Map.Entry<String, Place>> inOrder(Map<String, Place> places) {
        return places.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Place> entry) ->
                                entry.getValue().begin())
                        .thenComparingLong(entry -> entry.getValue().end()))
                .toList();
    }
}
