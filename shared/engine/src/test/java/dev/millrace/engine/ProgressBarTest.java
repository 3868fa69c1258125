package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static Map<String, Double> values(double accuracy, double loss) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("accuracy", accuracy);
        values.put("loss", loss);
        return values;
    }

    @Test
    void shouldDrawTheBarThatKerasDraws() {
        var out = new StringBuilder();
        new ProgressBar(out, ProgressBar.Style.COLOR)
                .accept(new Progress(1, 1, 1, 3, () -> values(0.375, 1.2437), 1_000_000, false));
        assertThat(out)
                .hasToString("\r\u001b[1m1/3\u001b[0m \u001b[32m━━━━━━\u001b[0m\u001b[37m━━━━━━━━━━━━━━\u001b[0m"
                        + " \u001b[1m0s\u001b[0m 1ms/step - accuracy: 0.3750 - loss: 1.2437");
    }

    @Test
    void shouldWriteTheLineThatKerasWrites() {
        var out = new StringBuilder();
        var bar = new ProgressBar(out, ProgressBar.Style.LINES);
        Map<String, Double> values = values(0.22916, 1.626);
        bar.accept(new Progress(1, 2, 1, 3, () -> values, 120_000_000, false));
        bar.accept(new Progress(1, 2, 3, 3, () -> values, 900_000_000, false));
        values.put("val_accuracy", 0.4375);
        values.put("val_loss", 1.1577);
        bar.accept(new Progress(1, 2, 3, 3, () -> values, 1_000_000_000, true));
        assertThat(out).hasToString("""
                        Epoch 1/2
                        3/3 - 1s - 440ms/step - accuracy: 0.2292 - loss: 1.6260 - val_accuracy: 0.4375 - val_loss: 1.1577
                        """);
    }

    @Test
    void shouldRedrawOverWhatItDrewButNotTooOften() {
        var out = new StringBuilder();
        var bar = new ProgressBar(out, ProgressBar.Style.PLAIN);
        bar.accept(new Progress(1, 1, 1, 200, () -> values(0.5, 2), 10_000_000, false));
        String first = out.toString();
        assertThat(first).isEqualTo("\r  1/200 ━━━━━━━━━━━━━━━━━━━━ 1s 10ms/step - accuracy: 0.5000 - loss: 2.0000");
        bar.accept(new Progress(1, 1, 2, 200, () -> values(0.5, 2), 20_000_000, false));
        assertThat(out).hasToString(first);
        out.setLength(0);
        bar.accept(new Progress(1, 1, 200, 200, () -> values(0.0005, 2), 400_000_000, true));
        assertThat(out.toString())
                .startsWith("\b".repeat(first.length() - 1) + "\r200/200 ━━━━━━━━━━━━━━━━━━━━ 0s 2ms/step")
                .endsWith(" - accuracy: 5.0000e-04 - loss: 2.0000\n");
    }
}
