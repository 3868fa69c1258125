package dev.millrace.keras;

import static dev.millrace.keras.Golden.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.Optimizers;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.nn.schedule.CosineDecay;
import dev.millrace.nn.schedule.CosineDecayRestarts;
import dev.millrace.nn.schedule.ExponentialDecay;
import dev.millrace.nn.schedule.InverseTimeDecay;
import dev.millrace.nn.schedule.PiecewiseConstantDecay;
import dev.millrace.nn.schedule.PolynomialDecay;
import dev.millrace.nn.schedule.Schedules;
import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Options of optimizers and schedules in files, `make_optimizers.py` made those of Keras.
@Timeout(60)
final class OptimizerFilesTest {
    /// One of each kind, with nothing at its default.
    static final List<Schedule> SCHEDULES = List.of(
            new ExponentialDecay(0.1, 10, 0.5, true),
            new PiecewiseConstantDecay(List.of(5, 15), List.of(1.0, 0.5, 0.25)),
            new PolynomialDecay(0.1, 20, 0.01, 2, true),
            new InverseTimeDecay(0.1, 10, 0.5, true),
            new CosineDecay(0.1, 20, 0.25, Optional.of(0.5), 5),
            new CosineDecayRestarts(0.1, 10, 1.5, 0.5, 0.25));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"averaged", "scheduled", "scheduled_plain", "scheduled_nadam", "lion", "ftrl"})
    void shouldReadAndWriteWhatKerasHasTrained(String name) throws IOException {
        JsonNode golden =
                Golden.JSON.readTree(Golden.file("optimizers.json").toFile()).get(name);

        TrainedModel trained = KerasFile.read(Golden.file(name + ".keras"));

        assertThat(Golden.of(trained.weights())).isEqualTo(Golden.of(golden.get("weights")));
        Optimizer optimizer = trained.compile().orElseThrow().optimizer();
        List<JsonNode> slots = new ArrayList<>();
        golden.get("variables").forEach(slots::add);
        slots.removeFirst();
        if (optimizer.learningRate() instanceof LearningRate.Constant) {
            slots.removeFirst();
        }
        assertThat(trained.optimizer().orElseThrow().iterations())
                .isEqualTo(golden.get("iterations").asLong());
        assertThat(Golden.of(trained.optimizer().orElseThrow().slots()))
                .isEqualTo(Golden.of(Golden.JSON.createArrayNode().addAll(slots)));

        Path file = folder.resolve("again.keras");
        KerasFile.write(file, trained);
        TrainedModel again = KerasFile.read(file);
        assertThat(again.compile()).isEqualTo(trained.compile());
        assertThat(Golden.of(again.optimizer().orElseThrow().slots()))
                .isEqualTo(Golden.of(trained.optimizer().orElseThrow().slots()));
        JsonNode written = KerasJson.compile(trained.compile().orElseThrow()).get("optimizer");
        assertThat(written).isEqualTo(keras(name));
    }

    private static JsonNode keras(String name) throws IOException {
        try (var zip = new ZipFile(Golden.file(name + ".keras").toFile())) {
            JsonNode config = Golden.JSON.readTree(zip.getInputStream(zip.getEntry("config.json")));
            return config.get("compile_config").get("optimizer");
        }
    }

    @Test
    void shouldWriteNoLearningRateWhereThereIsASchedule() throws IOException {
        Path file = folder.resolve("model.weights.h5");
        Optimizer optimizer = new SGD(0.1, 0.9, false).withLearningRate(SCHEDULES.getFirst());
        WeightsFile.write(file, Models.trained(optimizer));

        try (var hdf = new HdfFile(file)) {
            Map<String, ?> variables = ((Group) hdf.getByPath("/optimizer/vars")).getChildren();
            // The iteration, and momentum of each of the weights.
            assertThat(variables.keySet()).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5");
        }
    }

    static List<Schedule> schedules() {
        return SCHEDULES;
    }

    @Test
    void shouldHaveOneOfEachKind() {
        assertThat(SCHEDULES.stream().map(Schedule::className))
                .containsExactlyInAnyOrderElementsOf(
                        Schedules.KINDS.kinds().stream().map(Kind::className).toList());
        assertThat(Models.optimizers().map(Optimizer::className).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Optimizers.KINDS.kinds().stream().map(Kind::className).toList());
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void shouldReadTheScheduleThatItWroteInEachForm(Schedule schedule) {
        Optimizer optimizer = new Adam().withLearningRate(schedule);
        ObjectNode written = DescribedJson.write(Modules.of(optimizer), optimizer);
        assertThat(KerasJson.optimizer(written)).isEqualTo(optimizer);

        ObjectNode brief = Golden.JSON.createObjectNode();
        brief.putObject("adam")
                .putObject("learning_rate")
                .set(
                        Schedules.KINDS.kind(schedule.className()).snakeName(),
                        written.get("config").get("learning_rate").get("config"));
        assertThat(KerasJson.optimizer(brief)).isEqualTo(optimizer);
    }

    static Stream<Kind<Optimizer>> kinds() {
        return Optimizers.KINDS.kinds().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldReadTheOptionsOfEveryKind(Kind<Optimizer> kind) {
        JsonNode brief =
                json("{'" + kind.snakeName() + "': {'weight_decay': 0.5, 'global_clipnorm': 2, 'use_ema': true,"
                        + " 'ema_momentum': 0.25, 'ema_overwrite_frequency': 3, 'gradient_accumulation_steps': 4,"
                        + " 'learning_rate': 0.125}}");

        Optimizer optimizer = KerasJson.optimizer(brief);

        assertThat(optimizer.className()).isEqualTo(kind.className());
        assertThat(optimizer.learningRate()).isEqualTo(LearningRate.of(0.125));
        assertThat(optimizer.options())
                .isEqualTo(OptimizerOptions.NONE
                        .withWeightDecay(0.5)
                        .withGlobalClipnorm(2)
                        .withEma(0.25, OptionalInt.of(3))
                        .withGradientAccumulationSteps(4));
        assertThat(KerasJson.optimizer(DescribedJson.write(Modules.of(optimizer), optimizer)))
                .isEqualTo(optimizer);
    }
}
