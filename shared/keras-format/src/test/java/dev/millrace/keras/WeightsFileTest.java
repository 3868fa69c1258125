package dev.millrace.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.Nadam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightsFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldReadWeightsAndOptimizerStateThatKerasSaved() throws IOException {
        TrainedModel whole = KerasFile.read(Golden.file("nadam.keras"));
        JsonNode golden = Golden.values().get("nadam");

        TrainedModel trained = WeightsFile.read(Golden.file("nadam.weights.h5"), whole.model(), whole.compile());

        assertThat(Golden.of(trained.weights())).isEqualTo(Golden.of(golden.get("weights")));
        assertThat(Golden.of(trained.optimizer().orElseThrow().slots()))
                .isEqualTo(Golden.of(golden.get("optimizer").get("slots")));
    }

    @Test
    void shouldReadWeightsAloneIntoAModelThatIsNotCompiled() throws IOException {
        Sequential model = KerasFile.read(Golden.file("nadam.keras")).model();

        TrainedModel trained = WeightsFile.read(Golden.file("nadam.weights.h5"), model, Optional.empty());

        assertThat(trained.optimizer()).isEmpty();
        assertThat(Golden.of(trained.weights()))
                .isEqualTo(Golden.of(Golden.values().get("nadam").get("weights")));
    }

    @Test
    void shouldReadWhatItWrote() throws IOException {
        TrainedModel trained = Models.trained(new Adam());
        Path file = folder.resolve("model.weights.h5");
        WeightsFile.write(file, trained);

        TrainedModel read = WeightsFile.read(file, trained.model(), trained.compile());

        assertThat(Golden.of(read.weights())).isEqualTo(Golden.of(trained.weights()));
        assertThat(Golden.of(read.optimizer().orElseThrow().slots()))
                .isEqualTo(Golden.of(trained.optimizer().orElseThrow().slots()));
    }

    @Test
    void shouldGoOnWithTheLearningRateOfTheFile() throws IOException {
        TrainedModel trained = Models.trained(new Adam().withLearningRate(0.5));
        Path file = folder.resolve("model.weights.h5");
        WeightsFile.write(file, trained);
        Compile other = Models.compile(new Adam());

        TrainedModel read = WeightsFile.read(file, trained.model(), Optional.of(other));

        assertThat(read.compile().orElseThrow().optimizer().learningRate().at(0))
                .isEqualTo(0.5);
    }

    @Test
    void shouldRefuseTheStateOfAnotherOptimizer() throws IOException {
        TrainedModel trained = Models.trained(new Adam());
        Path file = folder.resolve("model.weights.h5");
        WeightsFile.write(file, trained);
        Compile other = Models.compile(new Nadam());

        assertThatThrownBy(() -> WeightsFile.read(file, trained.model(), Optional.of(other)))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("model.weights.h5: /optimizer/vars/ holds 12 variables. Expected: 13 for Nadam");
    }

    @Test
    void shouldRefuseALinkToAnotherFile() {
        assertRefused("linked.weights.h5", "/layers is a link. Expected: a group or a dataset of the file itself.");
    }

    @Test
    void shouldRefuseCompressedValues() {
        assertRefused("compressed.weights.h5", "/layers/dense/vars/0 takes ");
    }

    @Test
    void shouldSayThatAFileIsNoHdf5() throws IOException {
        Path file = Files.writeString(folder.resolve("model.weights.h5"), "{}");

        assertThatThrownBy(() -> WeightsFile.read(file, Models.small(), Optional.empty()))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("model.weights.h5 is no HDF5 file, or is damaged");
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        assertThatThrownBy(() -> WeightsFile.read(folder.resolve("none.h5"), Models.small(), Optional.empty()))
                .isInstanceOf(NoSuchFileException.class);
    }

    private static void assertRefused(String name, String message) {
        assertThatThrownBy(() -> {
                    Sequential model =
                            KerasFile.read(Golden.file("nadam.keras")).model();
                    WeightsFile.read(Golden.file(name), model, Optional.empty());
                })
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(message);
    }
}
