package dev.millrace.standalone.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/// A drawing that any viewer opens.
final class PlotTest {
    private static final Plot PLOT = new Plot(
            "a < b & c",
            List.of(
                    new Plot.Panel(
                            new Plot.Axis("batch size", true),
                            new Plot.Axis("seconds", false),
                            List.of(
                                    new Plot.Series("one", List.of(new Plot.Point(1, 4.5), new Plot.Point(1000, 0.25))),
                                    new Plot.Series("none", List.of()))),
                    new Plot.Panel(new Plot.Axis("x", false), new Plot.Axis("y", true), List.of())));

    @Test
    void shouldBeWellFormed() throws Exception {
        Document svg = parse(PLOT.svg());
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2);
        assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("a < b & c");
    }

    @Test
    void shouldPutLargerValuesHigherAndFurtherRight() throws Exception {
        var circles = parse(PLOT.svg()).getElementsByTagName("circle");
        var first = circles.item(0).getAttributes();
        var second = circles.item(1).getAttributes();
        assertThat(number(first.getNamedItem("cx").getNodeValue()))
                .isLessThan(number(second.getNamedItem("cx").getNodeValue()));
        assertThat(number(first.getNamedItem("cy").getNodeValue()))
                .isLessThan(number(second.getNamedItem("cy").getNodeValue()));
    }

    @Test
    void shouldMarkEveryDecade() throws Exception {
        var texts = parse(PLOT.svg()).getElementsByTagName("text");
        var shown = IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .toList();
        assertThat(shown).contains("1", "10", "100", "1000", "batch size", "seconds", "one");
    }

    @Test
    void shouldDrawTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            String german = PLOT.svg();
            Locale.setDefault(Locale.ROOT);
            assertThat(german).isEqualTo(PLOT.svg());
        } finally {
            Locale.setDefault(before);
        }
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
