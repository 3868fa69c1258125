package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamedTest {
    @ParameterizedTest
    @CsvSource({
        "gelu, activation, relu",
        "LeakyReLU, layer, dense",
        "AdamW, optimizer, adam",
        "adamw, optimizer, adam",
        "mean_squared_logarithmic_error, loss, mean_squared_error",
        "MeanAbsolutePercentageError, loss, mean_absolute_error",
        "top_k_categorical_accuracy, metric, categorical_accuracy",
        "HeNormal, initializer, HeUniform"
    })
    void shouldSayThatANameOfKerasIsNotSupportedInsteadOfOfferingAnother(String name, String kind, String known) {
        assertThat(Named.unknown(kind, name, List.of(known, "zzz")))
                .hasMessage("Keras's " + kind + " '" + name + "' is not supported yet. Supported: " + known + ", zzz.");
    }

    @ParameterizedTest
    @CsvSource({
        "adm, adam",
        "Adma, adam",
        "sdg, sgd",
        "rely, relu",
        "mnits, mnist",
        "learning_rte, learning_rate",
        "categorial_crosentropy, categorical_crossentropy"
    })
    void shouldOfferTheRightNameForAMisspelling(String name, String right) {
        assertThat(Named.unknown("name", name, List.of("other", right, "something_else")))
                .hasMessageContaining("Did you mean '" + right + "'?");
    }

    @ParameterizedTest
    @CsvSource({
        "crossentropy, binary_crossentropy",
        "lr, relu",
        "adagrad, adam",
        "huber, adamax",
        "x, sgd",
        "tan, linear"
    })
    void shouldOfferNothingForAnotherName(String name, String known) {
        assertThat(Named.unknown("name", name, List.of(known)))
                .hasMessage("Unknown name: '" + name + "'. Known: " + known + ".");
    }

    @Test
    void shouldNotComparePagesOfText() {
        assertThat(Named.unknown("name", "x".repeat(1 << 20), List.of("adam"))).hasMessageEndingWith("Known: adam.");
    }
}
