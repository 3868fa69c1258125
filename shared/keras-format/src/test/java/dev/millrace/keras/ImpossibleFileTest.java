package dev.millrace.keras;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that describe what cannot be, or cannot be in them.
final class ImpossibleFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "units":8        | "units":1000000000  | config.json: Layer 'hidden' (Dense) with units=1000000000 on inputs of shape (4,) asks for a kernel of 4000000000 values.
            "units":8        | "units":100000      | the model in config.json has 1000018 parameters, which take 4000072 bytes, but the file with its weights has
            "units":8        | "units":100000000000 | config.json: layers[1]: Dense 'hidden': 'units' is a whole number. Received: 100000000000
            "units":8        | "units":-8          | config.json: layers[1]: Dense 'hidden': units is a positive integer. Received: units=-8
            "batch_shape":[null,4] | "batch_shape":[null,1000000000,1000000000] | config.json: A shape holds at most 2147483647 values. Received: [1000000000, 1000000000]
            "batch_shape":[null,4] | "batch_shape":[null,-4] | config.json: 'batch_shape' has a positive whole size along each axis
            "name":"hidden"  | "name":"hid/den"    | config.json: The name of a layer has no '/', as in Keras. Received: 'hid/den'.
            """)
    void shouldSayInASentenceWhatIsWrong(String from, String to, String message) throws IOException {
        Path file = folder.resolve("model.keras");
        KerasFile.write(file, Models.trained(new Adam()));
        ZipEdit.config(file, config -> config.replace(from, to));

        assertThatThrownBy(() -> KerasFile.read(file))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith(file + ": " + message);
        assertThatThrownBy(() -> KerasFile.readForInference(file))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith(file + ": " + message);
    }

    @Test
    void shouldRefuseWeightsThatTakeMoreThanTheMemory() {
        Sequential model = Sequential.of(Shape.of(784), Dense.of(500, Activation.RELU), Dense.of(10));
        long needed = 4L * (784 * 500 + 500 + 500 * 10 + 10) + 4L * 784 * 500;

        assertThatCode(() -> WeightsReader.checkSize("m", model, OptionalLong.empty(), needed))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> WeightsReader.checkSize("m", model, OptionalLong.empty(), needed - 1))
                .isInstanceOf(KerasFileException.class)
                .hasMessage(
                        "m has 397510 parameters, which take 1590040 bytes. This program may use 3158039 bytes: give"
                                + " it more with -Xmx, for the weights and once more for the largest, of 1568000 bytes.");
    }
}
