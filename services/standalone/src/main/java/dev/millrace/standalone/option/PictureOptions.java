package dev.millrace.standalone.option;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.nn.Shown;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What pictures become before they go into a model.
public final class PictureOptions {
    private static final Set<String> KINDS = Set.of("images");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})[x,](\\d{1,6})");

    @Option(
            names = "--size",
            paramLabel = "HxW",
            description =
                    "Height and width in pixels, like 64x64. Default: that of the pictures, if all have the same.")
    private @Nullable String size;

    @Option(
            names = "--color",
            paramLabel = "COLOR",
            description = "gray or rgb. Default: rgb, if any picture can be in colour.")
    private @Nullable String color;

    void giveTo(GivenOptions given, CommandLine command) {
        given.text(new GivenOptions.Name("--color", "color", KINDS), color);
        if (size != null) {
            Matcher sides = SIZE.matcher(size);
            if (!sides.matches()) {
                throw new ParameterException(
                        command, "--size is height x width in pixels, like 64x64. Received: " + Shown.of(size) + ".");
            }
            ArrayNode both = JsonNodeFactory.instance.arrayNode();
            both.add(Integer.parseInt(sides.group(1))).add(Integer.parseInt(sides.group(2)));
            given.add(new GivenOptions.Name("--size", "size", KINDS), both);
        }
    }
}
