package dev.millrace.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.optimizer.Adam;
import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Keras before 3.15 asks of a file. Files as written here were loaded, predicted with and trained on by Keras
/// 3.1.1, 3.2.1, 3.3.3, 3.4.1, 3.5.0, 3.6.0, 3.9.2, 3.10.0, 3.12.0, 3.13.2, 3.14.1 and 3.15.1 on JAX; those of Nadam
/// by 3.10.0 and newer only, because Keras before it has Nadam's variables in another order.
final class OlderKerasTest {
    /// Keys of Keras 3.15 that older ones refuse, whatever their value.
    static final List<String> NEW_KEYS = List.of("quantization_config", "input_axes", "output_axes");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldLeaveOutWhatIsNewAndAtItsDefault() {
        TrainedModel trained = Models.trained(new Adam());
        JsonNode written = KerasJson.write(trained.model(), trained.compile());
        assertThat(NEW_KEYS)
                .allSatisfy(key -> assertThat(written.findValues(key)).isEmpty());
    }

    /// Before 3.6, Keras opens this group, in which it keeps nothing.
    @ParameterizedTest
    @MethodSource("dev.millrace.keras.Models#optimizers")
    void shouldWriteAnEmptyGroupForTheModelItself(Optimizer optimizer) throws IOException {
        assertHasEmptyGroup(Models.trained(optimizer));
    }

    @Test
    void shouldWriteAnEmptyGroupWhereNothingWasTrained() throws IOException {
        assertHasEmptyGroup(Models.uncompiled());
    }

    private void assertHasEmptyGroup(TrainedModel trained) throws IOException {
        Path file = folder.resolve("model.weights.h5");
        WeightsFile.write(file, trained);
        try (var hdf = new HdfFile(file)) {
            Map<String, Node> children = hdf.getChildren();
            assertThat(children.get("vars"))
                    .isInstanceOfSatisfying(
                            Group.class, vars -> assertThat(vars.getChildren()).isEmpty());
        }
    }
}
