package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class ActivationTest {
    @ParameterizedTest
    @EnumSource
    void shouldBeFoundByEachOfItsNames(Activation activation) {
        assertThat(activation.names())
                .startsWith(activation.kerasName())
                .allSatisfy(name -> assertThat(Activation.of(name)).isEqualTo(activation));
    }

    @ParameterizedTest
    @CsvSource({"swish, silu", "hard_swish, hard_silu"})
    void shouldBeWrittenByTheNameThatKerasWrites(String alias, String written) {
        assertThat(Activation.of(alias).kerasName()).isEqualTo(written);
    }

    @Test
    void shouldRefuseWhatKerasAloneHas() {
        assertThatThrownBy(() -> Activation.of("sparsemax"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("Keras's activation 'sparsemax' is not supported yet. Supported: celu, ");
        assertThatThrownBy(() -> Activation.of("swich")).hasMessageContaining("Unknown activation: 'swich'.");
    }
}
