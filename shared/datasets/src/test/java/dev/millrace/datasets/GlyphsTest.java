package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GlyphsTest {
    @Test
    void shouldKnowSeveralHandsForEachDigit() {
        Glyphs glyphs = Glyphs.load();
        for (int digit = 0; digit < 10; digit++) {
            assertThat(glyphs.of(digit))
                    .hasSizeGreaterThan(3)
                    .allSatisfy(glyph -> assertThat(glyph.strokes()).isNotEmpty());
            assertThat(glyphs.of(digit).stream().map(Glyph::name)).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldNameTheLineThatItCannotRead() {
        shouldRefuse("  1,2 3,x", "1 plain 3", "  1,2 3,x");
        shouldRefuse("  1,2", "1 plain 3", "  1,2");
        shouldRefuse("  1,2 3,4", "  1,2 3,4");
        shouldRefuse("11 plain 3", "11 plain 3");
        shouldRefuse("1 plain 0", "1 plain 0");
        shouldRefuse("1 plain", "1 plain");
    }

    @Test
    void shouldWantEachDigit() {
        assertThatThrownBy(() -> Glyphs.parse(List.of("0 round 1", "  1,2 3,4", "2 loop 1", "  1,2 3,4")))
                .hasMessageContaining("No glyph of digit 1");
    }

    private static void shouldRefuse(String line, String... lines) {
        assertThatThrownBy(() -> Glyphs.parse(List.of(lines)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("Received: '" + line + "'");
    }
}
