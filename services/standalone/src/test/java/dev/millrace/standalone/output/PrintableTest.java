package dev.millrace.standalone.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PrintableTest {
    /// Escape, new line, DEL, the C1 form of an escape sequence, a line separator, text turned around, a lone
    /// surrogate.
    private static final String HOSTILE = "\033[31mred\nFORGED\177\u009b2J\u2028\u202eevil\ud800";

    @Test
    void shouldShowWhatATerminalWouldObey() {
        assertThat(Printable.text(HOSTILE))
                .isEqualTo("\\u001b[31mred\\u000aFORGED\\u007f\\u009b2J\\u2028\\u202eevil\\ud800");
        assertThat(Printable.text("Zürich, 数字, \ud83d\ude80 \\n")).isEqualTo("Zürich, 数字, \ud83d\ude80 \\n");
    }

    @Test
    void shouldShortenWithAnEllipsis() {
        assertThat(Printable.text("digits", 6)).isEqualTo("digits");
        assertThat(Printable.text("digits", 5)).isEqualTo("digi…");
        assertThat(Printable.text("\033".repeat(9), 7)).isEqualTo("\\u001b…");
    }

    @Test
    void shouldKeepDataAsItIsInJson() throws Exception {
        String json = Output.json(Map.of("name", HOSTILE));
        assertThat(json).matches("[ -~]*");
        assertThat(new ObjectMapper().readTree(json).path("name").asText()).isEqualTo(HOSTILE);
    }
}
