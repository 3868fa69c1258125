package dev.millrace.datasets;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// A picture is resized to `(height, width, channels)` and its pixels go into the model as bytes, or
/// standardised.
///
/// @param height in pixels
/// @param width in pixels
/// @param channels 1 for gray, 3 for red, green and blue
/// @param standardization of each channel, if there is one
public record PicturePreparation(int height, int width, int channels, Optional<Standardization> standardization)
        implements Preparation {
    static final String KIND = "picture";

    /// Pixels as bytes.
    public PicturePreparation(int height, int width, int channels) {
        this(height, width, channels, Optional.empty());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("height", height);
        json.put("width", width);
        json.put("channels", channels);
        standardization.ifPresent(by -> json.set(STANDARDIZE, by.toJson()));
        return json;
    }

    static PicturePreparation of(Options options) {
        return new PicturePreparation(
                Math.toIntExact(options.integer("height")),
                Math.toIntExact(options.integer("width")),
                Math.toIntExact(options.integer("channels")),
                options.optionalChild(STANDARDIZE).map(Standardization::of));
    }
}
