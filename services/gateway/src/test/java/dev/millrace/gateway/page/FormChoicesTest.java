package dev.millrace.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Kinds;
import dev.millrace.nn.layer.Layers;
import dev.millrace.nn.loss.Losses;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Optimizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the page's form offers is what Millrace has.
final class FormChoicesTest {
    private static final Path KNOWN = Path.of("src", "main", "resources", "page", "js", "submit", "known.js");

    private static final Pattern QUOTED = Pattern.compile("\"([a-z0-9_]+)\"");
    private static final Pattern KEY = Pattern.compile("(?m)^  ([a-z0-9_]+):");

    static List<Arguments> lists() {
        return List.of(
                arguments("LAYERS", Layers.KINDS),
                arguments("OPTIMIZERS", Optimizers.KINDS),
                arguments("LOSSES", Losses.KINDS));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void shouldOfferEveryKind(String list, Kinds<?> kinds) throws IOException {
        assertThat(offered(list).stream().map(name -> kinds.kind(name).className()))
                .containsExactlyInAnyOrderElementsOf(
                        kinds.kinds().stream().map(Kind::className).toList());
    }

    /// Some are left to the text.
    @Test
    void shouldOfferMetricsThatThereAre() throws IOException {
        assertThat(offered("METRICS")).allMatch(name -> Metrics.of(name).name().equals(name));
    }

    @Test
    void shouldOfferEveryActivation() throws IOException {
        assertThat(offered("ACTIVATIONS").stream().map(Activation::of))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(Activation.values()));
    }

    /// The names in a list, or the keys of an object.
    private static List<String> offered(String list) throws IOException {
        var declared = Pattern.compile("(?s)export const " + list + " = ([\\[{])(.*?)[\\]}];")
                .matcher(Files.readString(KNOWN));
        assertThat(declared.find()).as(list).isTrue();
        Pattern name = declared.group(1).equals("{") ? KEY : QUOTED;
        return name.matcher(declared.group(2))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
